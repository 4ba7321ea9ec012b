#include "flows/exchange/export_forms.h"

#include <algorithm>
#include <array>
#include <utility>

#include "flows/steps/kind.h"

namespace tipline::flows::exchange {
namespace {

using Entry = std::pair<std::string_view, FormOf>;

constexpr const char* kFiles = "nothing is filed there; only the text is shown";

constexpr std::array<Entry, 19> kForms = {{
    {"say", {Form::kMessage, ""}},
    {"end", {Form::kMessage, ""}},
    {"menu", {Form::kSelectOne, ""}},
    {"consent", {Form::kSelectOne, "an ordinary answer there: nothing enforces the level"}},
    {"ask_age_band", {Form::kSelectOne, "not sure does not count as a child there"}},
    {"survey", {Form::kSelectOne, "the answer stays with the contact there: it is nobody's here"}},
    {"ask_choice_many", {Form::kSelectMany, ""}},
    {"ask_text", {Form::kOpen, ""}},
    {"ask_field", {Form::kOpen, ""}},
    {"ask_place", {Form::kOpen, "an ordinary text there, no place"}},
    {"ask_number", {Form::kNumeric, ""}},
    {"branch", {Form::kCase, ""}},
    {"set", {Form::kSet, ""}},
    {"subflow", {Form::kRun, ""}},
    {"file_tip", {Form::kMessage, kFiles}},
    {"request_callback", {Form::kMessage, "nobody is asked to call there; only the text is shown"}},
    {"submit", {Form::kMessage, "nothing is recorded there; only the text is shown"}},
    {"ask_code", {Form::kPass, "a secret that the other side would keep: not asked"}},
    {"ask_pin", {Form::kPass, "a secret that the other side would keep: not asked"}},
}};

bool Shows(const Step& step) {
  return !step.text.empty() && !step.quiet;
}

void LosePlaceholders(const Flow& flow, const Step& step, Losses& losses) {
  for (const Wording* text : {&step.text, &step.sms}) {
    for (size_t at = text->source.find('{'); at != std::string::npos;
         at = text->source.find('{', at + 1)) {
      const size_t end = text->source.find('}', at);
      if (end == std::string::npos) break;
      const std::string name = text->source.substr(at, end - at + 1);
      if (name == "{emergency}") continue;
      losses.push_back({flow.name, step.id, name, "empty there: only Tipline makes it"});
      return;
    }
  }
}

}  // namespace

FormOf FormOfStep(const Step& step) {
  const std::string_view kind = step.kind->name();
  if (kind == "ask_language")
    return {Form::kPass, "the other side speaks the language that it has for the contact"};
  const auto* found =
      std::find_if(kForms.begin(), kForms.end(), [&](const Entry& e) { return e.first == kind; });
  if (found == kForms.end()) return {Form::kPass, "no step there does this: passed over"};
  FormOf form = found->second;
  if (form.form == Form::kMessage && !Shows(step)) form.form = Form::kPass;
  return form;
}

void LoseOfFlow(const BundleData& data, const Flow& flow, Losses& losses) {
  const auto lose = [&](const char* what, const char* why) {
    losses.push_back({flow.name, "", what, why});
  };
  if (&flow != &data.flows.front()) return;
  lose("keys 0, 8, 9 and *",
       "no key there leaves, asks for a call or changes the language anywhere");
  lose("duress words", "a word typed under force is an ordinary answer there");
  for (const Keyword& keyword : data.keywords)
    losses.push_back({flow.name, "", "keyword " + keyword.name,
                      "a message with it begins nothing there: set a trigger to this flow"});
  lose("dropped sessions", "a run that breaks off is not resumed there");
  lose("two misses", "after wrong answers no call is offered there");
  lose("reading of answers", "number words, scripts and spellings are not understood there");
  lose("answers as properties",
       "what people answer stays with the contact there after the conversation");
  if (std::find(data.spelled.begin(), data.spelled.end(), true) != data.spelled.end())
    lose("fallback spelling", "texts go out there with all letters: more parts of SMS");
}

void LoseOfStep(const BundleData& data, const Flow& flow, const Step& step, Losses& losses) {
  const auto lose = [&](const std::string& what, const std::string& why) {
    losses.push_back({flow.name, step.id, what, why});
  };
  if (const FormOf form = FormOfStep(step); *form.why != '\0')
    lose(std::string("kind ") + step.kind->name(), form.why);
  if (std::string_view(step.kind->name()) == "end" && &flow != &data.flows.front())
    lose("kind end", "ends only the called flow there");
  if (std::any_of(step.options.begin(), step.options.end(),
                  [](const Choice& c) { return c.bland; }))
    lose("bland", "there is no duress word there");
  if (FormOfStep(step).form == Form::kSelectMany)
    for (const Choice& choice : step.options)
      if (!choice.set.empty()) lose("set of " + choice.value, "several answers set nothing there");
  if (!step.gratis.empty())
    lose("free", "the ordinary text shows there, also where a call is free");
  if (step.kind->Asks() && step.can_skip) lose("skip", "skipping is an ordinary answer there");
  for (const Case& one : step.cases)
    if (one.var == "duress" || one.var == "spelling" || one.var == "language")
      lose("case of " + one.var, "never true there");
  LosePlaceholders(flow, step, losses);
}

const std::string& In(const Wording& text, size_t language) {
  static const std::string kNone;
  return text.empty() ? kNone : text.in[language];
}

std::string WithLines(const Step& step, const std::string& text, size_t language) {
  std::string out = text;
  for (size_t i = 0; i < step.options.size(); ++i)
    out += "\n" + std::to_string(i + 1) + " " + In(step.options[i].text, language);
  if (step.kind->Asks() && !step.skip.empty()) out += "\n1 " + In(step.skip, language);
  return out;
}

const Target& NextOf(const Step& step) {
  return !step.next.given() && step.none.given() ? step.none : step.next;
}

const Target& NextOf(const Step& step, const Choice& choice) {
  return choice.next.given() ? choice.next : step.next;
}

std::vector<size_t> LanguageOrder(const BundleData& data) {
  std::vector<size_t> order = {data.source_index()};
  for (size_t i = 0; i < data.languages.size(); ++i)
    if (i != order.front()) order.push_back(i);
  return order;
}

std::vector<const Step*> StepOrder(const Flow& flow) {
  std::vector<const Step*> order;
  for (const Step& step : flow.steps)
    order.push_back(&step);
  if (flow.start > 0)
    std::rotate(order.begin(), order.begin() + flow.start, order.begin() + flow.start + 1);
  return order;
}

}  // namespace tipline::flows::exchange
