#include "flows/model/session.h"

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/model/fields.h"

namespace tipline {
namespace {

using Json = nlohmann::json;

constexpr JsonLimits kSessionLimits{.bytes = size_t{256} * 1024, .depth = 8, .nodes = 20'000};

constexpr int64_t kResuming = 1;
constexpr int64_t kFiled = 2;
constexpr int64_t kDuress = 4;
constexpr int64_t kEnded = 8;

int64_t FlagsOf(const Session& session) {
  return (session.resuming ? kResuming : 0) | (session.filed ? kFiled : 0) |
         (session.duress ? kDuress : 0) | (session.ended ? kEnded : 0);
}

Json StackToJson(const std::vector<Frame>& stack) {
  Json list = Json::array();
  for (const Frame& frame : stack)
    list.push_back(Json::array({frame.flow, frame.step}));
  return list;
}

Result<std::vector<Frame>> StackFromJson(Json::array_t list) {
  std::vector<Frame> stack;
  stack.reserve(list.size());
  for (Json& one : list) {
    if (!one.is_array() || one.size() != 2 || !one[0].is_string() || !one[1].is_string())
      return Invalid("session: stack is not as written");
    stack.push_back(
        {std::move(one[0].get_ref<std::string&>()), std::move(one[1].get_ref<std::string&>())});
  }
  return stack;
}

Result<std::vector<std::string>> TextsFromJson(Json::array_t list) {
  std::vector<std::string> texts;
  for (Json& one : list) {
    if (!one.is_string()) return Invalid("session: notes are not as written");
    texts.push_back(std::move(one.get_ref<std::string&>()));
  }
  return texts;
}

}  // namespace

std::string EncodeSession(const Session& session) {
  return DumpJson(Json{{"id", session.id},
                       {"flow", session.flow},
                       {"v", session.version},
                       {"medium", MediumName(session.medium)},
                       {"lang", session.language},
                       {"stack", StackToJson(session.stack)},
                       {"answers", session.answers},
                       {"said", SaidToJson(session.said)},
                       {"misses", session.misses},
                       {"page", session.page},
                       {"screens", session.screens},
                       {"flags", FlagsOf(session)},
                       {"detour", session.detour},
                       {"tip", session.tip_id},
                       {"code", session.code},
                       {"pin", session.pin},
                       {"notes", session.notes}});
}

Result<Session> DecodeSession(std::string_view json) {
  TRY_ASSIGN(Json object, ParseJson(json, kSessionLimits));
  Fields read(object);
  Session session;
  session.id = read.Text("id");
  session.flow = read.Text("flow");
  session.version = read.Number("v");
  if (const auto medium = MediumFromName(read.Text("medium")))
    session.medium = *medium;
  else
    read.Wrong("medium");
  session.language = read.Text("lang");
  TRY_ASSIGN(session.stack, StackFromJson(read.List("stack")));
  session.answers = read.TextMap("answers");
  TRY_ASSIGN(session.said, SaidFromJson(read.List("said")));
  session.misses = static_cast<int>(read.Number("misses"));
  session.page = static_cast<int>(read.Number("page"));
  session.screens = static_cast<int>(read.Number("screens"));
  const int64_t flags = read.Number("flags");
  session.resuming = (flags & kResuming) != 0;
  session.filed = (flags & kFiled) != 0;
  session.duress = (flags & kDuress) != 0;
  session.ended = (flags & kEnded) != 0;
  session.detour = read.Text("detour");
  session.tip_id = read.Text("tip");
  session.code = read.Text("code");
  session.pin = read.Text("pin");
  TRY_ASSIGN(session.notes, TextsFromJson(read.List("notes")));
  TRY(read.Finish("session"));
  return session;
}

}  // namespace tipline
