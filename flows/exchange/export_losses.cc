// LoseOfFlow, LoseOfStep: what of a flow and its steps no other platform does, whichever it is.
#include <algorithm>
#include <array>
#include <set>

#include "flows/exchange/export_forms.h"
#include "flows/steps/kind.h"

namespace tipline::flows::exchange {
namespace {

bool Asked(const Step& step) {
  const Form form = FormOfStep(step).form;
  return form == Form::kSelectOne || form == Form::kSelectMany || form == Form::kOpen ||
         form == Form::kNumeric;
}

bool Names(const Values& values, const std::string& variable) {
  return std::any_of(values.begin(), values.end(),
                     [&](const auto& one) { return one.first == variable && !one.second.empty(); });
}

// Something that goes out sets it: a question, an answer, a step that sets.
bool SetBy(const Step& step, const std::string& variable) {
  const Form form = FormOfStep(step).form;
  if (Asked(step) && step.var == variable) return true;
  if (form == Form::kSet) return Names(step.values, variable);
  return form == Form::kSelectOne &&
         std::any_of(step.options.begin(), step.options.end(),
                     [&](const Choice& choice) { return Names(choice.set, variable); });
}

bool SetThere(const BundleData& data, const std::string& variable) {
  return std::any_of(data.flows.begin(), data.flows.end(), [&](const Flow& flow) {
    return std::any_of(flow.steps.begin(), flow.steps.end(),
                       [&](const Step& step) { return SetBy(step, variable); });
  });
}

class StepLosses {
 public:
  StepLosses(const BundleData& data, const Flow& flow, const Step& step, Losses& losses)
      : data_(data), flow_(flow), step_(step), losses_(losses) {}

  void List() {
    OfKind();
    OfAnswers();
    for (const Case& one : step_.cases)
      OfCase(one);
    for (const Wording* text : {&step_.text, &step_.sms, &step_.gratis, &step_.retry, &step_.skip})
      OfText(*text);
    for (const Choice& choice : step_.options)
      OfText(choice.text);
  }

 private:
  void Lose(const std::string& what, const std::string& why) {
    losses_.push_back({flow_.name, step_.id, what, why});
  }

  void OfKind() {
    const FormOf form = FormOfStep(step_);
    const std::string kind = step_.kind->name();
    if (*form.why != '\0') Lose("kind " + kind, form.why);
    if (kind == "end" && &flow_ != &data_.flows.front())
      Lose("kind end", "ends only the called flow there");
    if (form.form == Form::kSet && !step_.forgets.empty())
      Lose("forget", "what was answered stays with the contact there");
    if (form.form == Form::kMessage && !step_.values.empty())
      Lose("values", "nothing is set there by a message");
    if (!step_.gratis.empty())
      Lose("free", "the ordinary text shows there, also where a call is free");
  }

  void OfAnswers() {
    const Form form = FormOfStep(step_).form;
    if (std::any_of(step_.options.begin(), step_.options.end(),
                    [](const Choice& c) { return c.bland; }))
      Lose("bland", "there is no duress word there");
    if (std::any_of(step_.options.begin(), step_.options.end(),
                    [](const Choice& c) { return c.cry; }))
      Lose("cry", "its words do not end practice there");
    if (form == Form::kSelectMany)
      for (const Choice& choice : step_.options)
        if (!choice.set.empty())
          Lose("set of " + choice.value, "several answers set nothing there");
    if (step_.kind->Asks() && step_.can_skip) Lose("skip", "skipping is an ordinary answer there");
    if (form == Form::kOpen && step_.min != 2)
      Lose("min", "words of any length are an answer there");
    const bool survey = std::string_view(step_.kind->name()) == "survey";
    if (Asked(step_) && !survey && (step_.hushed || !step_.secret.empty()))
      Lose("private", "what is answered stays with the contact there");
  }

  void OfCase(const Case& one) {
    if (one.var == "duress" || one.var == "spelling" || one.var == "language")
      Lose("case of " + one.var,
           one.presence && !one.is_set ? "always true there" : "never true there");
    else if (one.var != "medium" && !SetThere(data_, one.var))
      Lose("case of " + one.var, one.presence && !one.is_set
                                     ? "nothing that goes out sets it: always true there"
                                     : "nothing that goes out sets it: never true there");
  }

  // Each placeholder once.
  void OfText(const Wording& text) {
    for (size_t at = text.source.find('{'); at != std::string::npos;
         at = text.source.find('{', at + 1)) {
      const size_t end = text.source.find('}', at);
      if (end == std::string::npos) return;
      const std::string name = text.source.substr(at + 1, end - at - 1);
      if (!told_.insert(name).second || SetThere(data_, name)) continue;
      if (name == "emergency" && !data_.emergency.empty())
        Lose("{emergency}", "the number of today is written into the text");
      else
        Lose("{" + name + "}", "empty there: only Tipline makes it");
    }
  }

  const BundleData& data_;
  const Flow& flow_;
  const Step& step_;
  Losses& losses_;
  std::set<std::string> told_;
};

// What no platform has anywhere; of the flow that people enter.
void LoseOfRoot(const BundleData& data, const Flow& flow, Losses& losses) {
  using What = std::pair<const char*, const char*>;
  static constexpr std::array<What, 8> kNowhere = {{
      {"keys 0, 8, 9 and *",
       "no key there leaves, asks for a call or changes the language anywhere"},
      {"duress words", "a word typed under force is an ordinary answer there"},
      {"dropped sessions", "a run that breaks off is not resumed there"},
      {"two misses", "after wrong answers no call is offered there"},
      {"reading of answers", "number words, scripts and spellings are not understood there"},
      {"answers as properties",
       "what people answer stays with the contact there after the conversation"},
      {"notes", "what a document says to its editors does not go out"},
      {"result", "which screen is the first useful one is not counted there"},
  }};
  for (const auto& [what, why] : kNowhere)
    losses.push_back({flow.name, "", what, why});
  for (const Keyword& keyword : data.keywords)
    losses.push_back({flow.name, "", "keyword " + keyword.name,
                      "a message with it begins nothing there: set a trigger to this flow"});
  if (std::find(data.spelled.begin(), data.spelled.end(), true) != data.spelled.end())
    losses.push_back({flow.name, "", "fallback spelling",
                      "texts go out there with all letters: more parts of SMS"});
}

}  // namespace

void LoseOfFlow(const BundleData& data, const Flow& flow, Losses& losses) {
  if (flow.budget_screens > 0)
    losses.push_back({flow.name, "", "budget", "nothing there limits the number of screens"});
  if (!flow.disposition.empty())
    losses.push_back({flow.name, "", "disposition", "contacts are not counted by kind there"});
  if (&flow == &data.flows.front()) LoseOfRoot(data, flow, losses);
}

void LoseOfStep(const BundleData& data, const Flow& flow, const Step& step, Losses& losses) {
  StepLosses(data, flow, step, losses).List();
}

}  // namespace tipline::flows::exchange
