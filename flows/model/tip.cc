#include "flows/model/tip.h"

#include <array>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/model/fields.h"

namespace tipline {
namespace {

using Json = nlohmann::json;

// A tip is ours, but may hold the words of a long thread.
constexpr JsonLimits kTipLimits{.bytes = size_t{1} << 20U, .depth = 8, .nodes = 50'000};

constexpr std::array<const char*, 4> kConsents = {"unknown", "share", "confidential", "anonymous"};

}  // namespace

const char* ConsentName(Consent consent) {
  return kConsents[static_cast<size_t>(consent)];
}

Consent ConsentFromName(std::string_view name) {
  for (size_t i = 0; i < kConsents.size(); ++i)
    if (name == kConsents[i]) return static_cast<Consent>(i);
  return Consent::kUnknown;
}

Json SaidToJson(const std::vector<Said>& said) {
  Json list = Json::array();
  for (const Said& one : said)
    list.push_back(Json::array({ToMillis(one.at), one.step, one.words.Reveal(), one.meaning}));
  return list;
}

Result<std::vector<Said>> SaidFromJson(Json::array_t list) {
  std::vector<Said> said;
  said.reserve(list.size());
  for (Json& one : list) {
    if (!one.is_array() || one.size() != 4 || !one[0].is_number_integer() || !one[1].is_string() ||
        !one[2].is_string() || !one[3].is_string())
      return Invalid("said: not as written");
    said.push_back({FromMillis(one[0].get<int64_t>()), std::move(one[1].get_ref<std::string&>()),
                    Secret<std::string>(std::move(one[2].get_ref<std::string&>())),
                    std::move(one[3].get_ref<std::string&>())});
  }
  return said;
}

std::string EncodeTip(const Tip& tip) {
  return DumpJson(Json{{"id", tip.id},
                       {"conversation", tip.conversation},
                       {"flow", tip.flow},
                       {"flow_version", tip.flow_version},
                       {"channel", tip.channel},
                       {"medium", MediumName(tip.medium)},
                       {"service_code", tip.service_code},
                       {"received_at", ToMillis(tip.received_at)},
                       {"language", tip.language},
                       {"about", tip.about},
                       {"consent", ConsentName(tip.consent)},
                       {"child", tip.child},
                       {"danger_now", tip.danger_now},
                       {"duress", tip.duress},
                       {"wants_callback", tip.wants_callback},
                       {"may_text", tip.may_text},
                       {"number", tip.number.Reveal()},
                       {"pseudonym", tip.pseudonym},
                       {"text", tip.text.Reveal()},
                       {"place", tip.place.Reveal()},
                       {"answers", tip.answers},
                       {"said", SaidToJson(tip.said)},
                       {"code", tip.code.Reveal()},
                       {"pin", tip.pin.Reveal()}});
}

Result<Tip> DecodeTip(std::string_view json) {
  TRY_ASSIGN(Json object, ParseJson(json, kTipLimits));
  Fields read(object);
  Tip tip;
  tip.id = read.Text("id");
  tip.conversation = read.Text("conversation");
  tip.flow = read.Text("flow");
  tip.flow_version = read.Number("flow_version");
  tip.channel = read.Text("channel");
  if (const auto medium = MediumFromName(read.Text("medium")))
    tip.medium = *medium;
  else
    read.Wrong("medium");
  tip.service_code = read.Text("service_code");
  tip.received_at = read.Time("received_at");
  tip.language = read.Text("language");
  tip.about = read.Text("about");
  tip.consent = ConsentFromName(read.Text("consent"));
  tip.child = read.Flag("child");
  tip.danger_now = read.Flag("danger_now");
  tip.duress = read.Flag("duress");
  tip.wants_callback = read.Flag("wants_callback");
  tip.may_text = read.Flag("may_text");
  tip.number = read.Hidden("number");
  tip.pseudonym = read.Text("pseudonym");
  tip.text = read.Hidden("text");
  tip.place = read.Hidden("place");
  tip.answers = read.TextMap("answers");
  TRY_ASSIGN(tip.said, SaidFromJson(read.List("said")));
  tip.code = read.Hidden("code");
  tip.pin = read.Hidden("pin");
  TRY(read.Finish("tip"));
  return tip;
}

}  // namespace tipline
