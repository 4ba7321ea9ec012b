#include "flows/engine/conversation.h"

#include <algorithm>

#include "flows/base/gsm7.h"
#include "flows/base/text.h"
#include "flows/cases/disposition.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

void AppendLine(const std::string& words, std::string& out) {
  if (words.empty()) return;
  if (!out.empty()) out += '\n';
  out += words;
}

// Typed only to find something: flows/steps/ask_name.cc.
bool IsLookUp(const BundleData& bundle, const std::string& variable) {
  for (const Flow& flow : bundle.flows)
    for (const Step& step : flow.steps)
      if (step.var == variable && std::string_view(step.kind->name()) == "ask_name") return true;
  return false;
}

// What stands for a value in a text is no place to hide a long letter.
constexpr size_t kMaxShown = 1'200;

}  // namespace

void Conversation::FindSpoken() const {
  spoken_code_ = session.language;
  knows_spoken_ = true;
  for (const std::string* code : {&session.language, &input.default_language}) {
    const int index = code->empty() ? -1 : bundle.FindLanguage(*code);
    if (index < 0) continue;
    spoken_ = static_cast<size_t>(index);
    return;
  }
  spoken_ = bundle.source_index();
}

std::optional<std::string> Conversation::Value(std::string_view name) const {
  if (name == var::kMedium) return MediumName(session.medium);
  if (name == var::kLanguage) return bundle.languages[language()];
  if (name == var::kDuress)
    return session.duress ? std::optional<std::string>("yes") : std::nullopt;
  for (const auto* values : {&session.answers, &session.found})
    if (const auto known = values->find(std::string(name)); known != values->end())
      return known->second;
  return std::nullopt;
}

bool Conversation::Is(const char* name, std::string_view value) const {
  const auto found = session.answers.find(name);
  return found != session.answers.end() && found->second == value;
}

void Conversation::ChooseLanguage(size_t index) {
  session.language = bundle.languages[index];
  effects.emplace_back(RememberLanguage{session.language});
}

std::string Conversation::Text(const Wording& wording) const {
  if (wording.empty()) return {};
  const size_t spoken = language();
  std::string text =
      input.gsm7 && !wording.gsm7[spoken].empty() ? wording.gsm7[spoken] : wording.in[spoken];
  for (size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
    const size_t end = text.find('}', at);
    if (end == std::string::npos) break;
    const std::string value = Shown(std::string_view(text).substr(at + 1, end - at - 1));
    text.replace(at, end + 1 - at, value);
    at += value.size();
  }
  return text;
}

std::string Conversation::Shown(std::string_view placeholder) const {
  if (placeholder == "code") return session.code;
  if (placeholder == "pin") return session.pin;
  if (placeholder == "emergency")
    return input.emergency.empty() ? bundle.emergency : input.emergency;
  const auto known = session.found.find(std::string(placeholder));
  if (known == session.found.end()) return {};
  return PlainTypography(std::string(CutBytes(known->second, kMaxShown)));
}

Inquiry Conversation::NewInquiry(const Step& step) {
  Inquiry inquiry;
  inquiry.id = ids.Ulid();
  inquiry.kind = step.inquiry;
  inquiry.conversation = session.id;
  inquiry.channel = input.channel;
  inquiry.medium = session.medium;
  inquiry.service_code = input.service_code;
  inquiry.language = bundle.languages[language()];
  inquiry.asked_at = input.now;
  inquiry.number = input.number;
  inquiry.pseudonym = input.pseudonym;
  inquiry.duress = session.duress;
  for (const auto& [field, from] : step.values)
    if (auto value = Value(from))
      inquiry.fields.emplace(field, Secret<std::string>(*std::move(value)));
  return inquiry;
}

void Conversation::AddNote(const Step& step) {
  if (flow != nullptr && !Main(step).empty()) session.notes.push_back(flow->name + "/" + step.id);
}

bool Conversation::KeepLooseWords(const std::string& words) {
  std::string& kept = session.answers[var::kLooseWords];
  if (('\n' + kept + '\n').find('\n' + words + '\n') != std::string::npos) return false;
  AppendLine(words, kept);
  return true;
}

bool Conversation::HasUnfiledWords() const {
  if (session.filed || IsPractice()) return false;
  if (Is(var::kDangerNow, "yes") || session.answers.count(var::kLooseWords) != 0) return true;
  return std::any_of(bundle.free_vars.begin(), bundle.free_vars.end(), [this](const auto& free) {
    return session.answers.count(free.first) != 0 && !IsLookUp(bundle, free.first);
  });
}

// Who plays with it files nothing; who is forced, or asks for a person, means it.
bool Conversation::IsPractice() const {
  return Is(var::kPractice, "yes") && !session.duress && !Is(var::kWantsCallback, "yes");
}

void Conversation::File(const char* about) {
  if (IsPractice()) return;
  if (session.code.empty()) {
    session.code = ids.CaseCode();
    session.pin = ids.Pin();
  }
  Tip tip = MakeTip(about);
  if (std::string_view(DispositionOf(tip)) == kUnsorted)
    SetFound(kUnsortedMark, "yes");
  else
    session.found.erase(kUnsortedMark);
  session.tip_id = tip.id;
  session.filed = true;
  effects.emplace_back(FileTip{std::move(tip)});
}

Tip Conversation::MakeTip(const char* about) {
  Tip tip;
  tip.id = ids.Ulid();
  tip.conversation = session.id;
  tip.flow = session.flow;
  tip.flow_version = session.version;
  tip.channel = input.channel;
  tip.medium = session.medium;
  tip.service_code = input.service_code;
  tip.received_at = input.now;
  tip.language = session.language;
  tip.about = Value(var::kAbout).value_or(about);
  tip.consent = ConsentFromName(Value(var::kConsent).value_or(""));
  tip.child = Is(var::kChild, "yes");
  tip.danger_now = Is(var::kDangerNow, "yes");
  tip.duress = session.duress;
  tip.wants_callback = Is(var::kWantsCallback, "yes");
  // Under duress whoever looks on may have typed the yes.
  tip.may_text = Is(var::kMayText, "yes") && !session.duress;
  // Who asks to be called gives the number for the call, whatever was said before.
  if (tip.consent != Consent::kAnonymous || tip.wants_callback) tip.number = input.number;
  tip.pseudonym = input.pseudonym;

  std::string text;
  std::string place;
  tip.answers = session.answers;
  if (session.duress) tip.answers.erase(var::kMayText);
  for (const std::string& name : bundle.secret_vars)
    tip.answers.erase(name);
  if (input.gsm7 && bundle.spelled[language()])
    tip.answers.insert_or_assign(var::kSpelling, "gsm7");
  if (const auto loose = tip.answers.extract(var::kLooseWords)) text = loose.mapped();
  for (const auto& [name, kind] : bundle.free_vars)
    if (const auto free = tip.answers.extract(name))
      AppendLine(free.mapped(), kind == FreeKind::kPlace ? place : text);
  if (const auto code = session.found.find(var::kPlaceCode);
      code != session.found.end() && !place.empty())
    tip.answers.insert_or_assign(var::kPlaceCode, code->second);
  tip.text = Secret<std::string>(std::move(text));
  tip.place = Secret<std::string>(std::move(place));
  tip.said = session.said;
  tip.code = Secret<std::string>(session.code);
  tip.pin = Secret<std::string>(session.pin);
  return tip;
}

Tip RawTip(const Input& input) {
  Ids ids(input.entropy, input.now);
  Tip tip;
  tip.conversation = ids.Ulid();
  tip.id = ids.Ulid();
  tip.channel = input.channel;
  tip.medium = input.medium;
  tip.service_code = input.service_code;
  tip.received_at = input.now;
  tip.language = input.remembered_language;
  tip.about = "raw";
  tip.number = input.number;
  tip.pseudonym = input.pseudonym;
  tip.text = Secret<std::string>(input.text);
  tip.said.push_back({input.now, "", Secret<std::string>(input.text), ""});
  return tip;
}

}  // namespace tipline::flows
