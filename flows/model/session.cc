#include "flows/model/session.h"

#include "flows/base/packed.h"

namespace tipline {
namespace {

// The first byte; lets a later form live beside this.
constexpr int64_t kForm = 2;
constexpr int64_t kFormBefore = 1;  // without `inquiry` and `found`

constexpr int64_t kResuming = 1;
constexpr int64_t kFiled = 2;
constexpr int64_t kDuress = 4;
constexpr int64_t kEnded = 8;
constexpr int64_t kSms = 16;

int64_t FlagsOf(const Session& session) {
  return (session.resuming ? kResuming : 0) | (session.filed ? kFiled : 0) |
         (session.duress ? kDuress : 0) | (session.ended ? kEnded : 0) |
         (session.medium == Medium::kSms ? kSms : 0);
}

void PutTalk(const Session& session, PackedWriter& out) {
  out.Count(session.stack.size());
  for (const Frame& frame : session.stack) {
    out.Text(frame.flow);
    out.Text(frame.step);
  }
  out.Count(session.answers.size());
  for (const auto& [name, value] : session.answers) {
    out.Text(name);
    out.Text(value);
  }
  out.Count(session.said.size());
  for (const Said& said : session.said) {
    out.Number(ToMillis(said.at));
    out.Text(said.step);
    out.Text(said.words.Reveal());
    out.Text(said.meaning);
  }
  out.Count(session.notes.size());
  for (const std::string& note : session.notes)
    out.Text(note);
}

std::string TextOf(PackedReader& in) {
  return std::string(in.Text());
}

void TakeTalk(PackedReader& in, Session& session) {
  for (size_t left = in.Count(); left > 0; --left) {
    std::string flow = TextOf(in);
    session.stack.push_back({std::move(flow), TextOf(in)});
  }
  for (size_t left = in.Count(); left > 0; --left) {
    std::string name = TextOf(in);
    session.answers.insert_or_assign(session.answers.end(), std::move(name), TextOf(in));
  }
  for (size_t left = in.Count(); left > 0; --left) {
    Said said;
    said.at = FromMillis(in.Number());
    said.step = in.Text();
    said.words = Secret<std::string>(TextOf(in));
    said.meaning = in.Text();
    session.said.push_back(std::move(said));
  }
  for (size_t left = in.Count(); left > 0; --left)
    session.notes.push_back(TextOf(in));
}

}  // namespace

std::string EncodeSession(const Session& session) {
  PackedWriter out;
  out.Number(kForm);
  out.Number(FlagsOf(session));
  for (const std::string* text : {&session.id, &session.flow, &session.language, &session.detour,
                                  &session.tip_id, &session.code, &session.pin})
    out.Text(*text);
  for (const int64_t number :
       {session.version, int64_t{session.misses}, int64_t{session.page}, int64_t{session.screens}})
    out.Number(number);
  PutTalk(session, out);
  out.Text(session.inquiry);
  out.Count(session.found.size());
  for (const auto& [name, value] : session.found) {
    out.Text(name);
    out.Text(value);
  }
  return std::move(out).Take();
}

Result<Session> DecodeSession(std::string_view packed) {
  PackedReader in(packed);
  const int64_t form = in.Number();
  if (form != kForm && form != kFormBefore) return Invalid("session: of another form");
  Session session;
  const int64_t flags = in.Number();
  session.resuming = (flags & kResuming) != 0;
  session.filed = (flags & kFiled) != 0;
  session.duress = (flags & kDuress) != 0;
  session.ended = (flags & kEnded) != 0;
  session.medium = (flags & kSms) != 0 ? Medium::kSms : Medium::kUssd;
  for (std::string* text : {&session.id, &session.flow, &session.language, &session.detour,
                            &session.tip_id, &session.code, &session.pin})
    *text = in.Text();
  session.version = in.Number();
  for (int* number : {&session.misses, &session.page, &session.screens})
    *number = static_cast<int>(in.Number());
  TakeTalk(in, session);
  if (form == kForm) {
    session.inquiry = in.Text();
    for (size_t left = in.Count(); left > 0; --left) {
      std::string name = TextOf(in);
      session.found.insert_or_assign(session.found.end(), std::move(name), TextOf(in));
    }
  }
  TRY(in.Finish("session"));
  return session;
}

}  // namespace tipline
