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
