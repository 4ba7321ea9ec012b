#include "workers/cli/triage.h"

#include <iostream>
#include <iterator>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/triage/assess.h"
#include "gateway/base/settings.h"
#include "gateway/base/system_clock.h"
#include "workers/cli/command.h"
#include "workers/loop/services.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

Result<std::string> TextField(const Json& input, const char* name) {
  const auto found = input.find(name);
  if (found == input.end() || found->is_null()) return std::string();
  if (!found->is_string()) return Invalid(std::string(name) + ": allowed: text");
  return found->get<std::string>();
}

// "yes", true, 1 -> "yes".
Result<std::string> AnswerText(const std::string& name, const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return std::string(value.get<bool>() ? "yes" : "no");
  if (value.is_number_integer()) return std::to_string(value.get<int64_t>());
  return Invalid("answers: " + name + ": allowed: text, true, false, a number");
}

void FillFields(Tip& tip) {
  const auto answer = [&tip](const char* name) {
    const auto found = tip.answers.find(name);
    return found == tip.answers.end() ? std::string() : found->second;
  };
  tip.about = answer("about");
  tip.consent = ConsentFromName(answer("consent"));
  tip.child = answer("child") == "yes" || answer("child") == "not_sure";
  tip.danger_now = answer("danger_now") == "yes";
  tip.duress = answer("duress") == "yes";
  tip.wants_callback = answer("wants_callback") == "yes";
  tip.may_text = answer("may_text") == "yes";
}

void Print(const Assessment& assessment) {
  std::cout << PriorityName(assessment.priority) << (assessment.child ? "  child" : "")
            << "  language " << (assessment.language.empty() ? "unknown" : assessment.language)
            << "  place " << (assessment.place.empty() ? "unknown" : assessment.place) << "\n";
  for (const std::string& code : assessment.indicators)
    std::cout << "  " << code << "\n";
  for (const Reason& reason : assessment.reasons)
    std::cout << "  " << reason.points << "\t" << reason.rule << ": " << reason.evidence << "\n";
}

int Triage(const Context& context, bool as_text) {
  const auto settings = LoadSettings(context.config_file);
  if (!settings) return Fail(settings.error());
  const auto lexicon = workers::ReadLexicon(settings->triage_dir);
  if (!lexicon) return Fail(lexicon.error());
  const std::string input{std::istreambuf_iterator<char>(std::cin),
                          std::istreambuf_iterator<char>()};
  const TimePoint now = SystemClock().Now();
  const auto tip = ReadTriageInput(input, now);
  if (!tip) return Fail(tip.error());
  const Assessment assessment = flows::Assess(*tip, *lexicon, now);
  if (as_text)
    Print(assessment);
  else
    std::cout << TriageJson(assessment) << "\n";
  return kDone;
}

void Add(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* triage = app.add_subcommand(
      "triage", "Assess a tip: JSON with text, lang, place, answers on standard input");
  auto as_text = std::make_shared<bool>(false);
  triage->add_flag("--text", *as_text, "Print for reading instead of JSON");
  triage->callback([&context, &exit_code, as_text] { exit_code = Triage(context, *as_text); });
}

const RegisterCommand kRegistered("triage", Add);

}  // namespace

Result<Tip> ReadTriageInput(std::string_view json, TimePoint now) {
  TRY_ASSIGN(const Json input, ParseJson(json));
  if (!input.is_object()) return Invalid("allowed: an object with text, lang, place, answers");
  for (const auto& [name, value] : input.items())
    if (name != "text" && name != "lang" && name != "place" && name != "answers")
      return Invalid("unknown field \"" + name.substr(0, 40) +
                     "\"; allowed: text, lang, place, answers");
  Tip tip;
  TRY_ASSIGN(std::string text, TextField(input, "text"));
  TRY_ASSIGN(std::string place, TextField(input, "place"));
  TRY_ASSIGN(tip.language, TextField(input, "lang"));
  tip.text = Secret(std::move(text));
  tip.place = Secret(std::move(place));
  tip.received_at = now;
  if (const auto answers = input.find("answers"); answers != input.end() && !answers->is_null()) {
    if (!answers->is_object()) return Invalid("answers: allowed: an object");
    for (const auto& [name, value] : answers->items()) {
      TRY_ASSIGN(tip.answers[name], AnswerText(name, value));
    }
  }
  FillFields(tip);
  return tip;
}

std::string TriageJson(const Assessment& assessment) {
  Json reasons = Json::array();
  for (const Reason& reason : assessment.reasons)
    reasons.push_back(
        {{"rule", reason.rule}, {"evidence", reason.evidence}, {"points", reason.points}});
  const auto maybe = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  return DumpJson(Json{{"priority", PriorityName(assessment.priority)},
                       {"indicators", assessment.indicators},
                       {"child", assessment.child},
                       {"language", maybe(assessment.language)},
                       {"place", maybe(assessment.place)},
                       {"reasons", reasons}});
}

}  // namespace tipline::cli
