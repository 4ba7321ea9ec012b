#include "flows/exchange/budget.h"

#include "flows/engine/bundle_data.h"
#include "flows/lint/lint.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines)
    text += (text.empty() ? "" : "\n") + line;
  return text;
}

class Table {
 public:
  Table(const BundleData& data, const ScreenLimits& limits) : data_(data), limits_(limits) {}

  void Add(size_t language, bool fallback) {
    language_ = language;
    fallback_ = fallback;
    for (size_t i = 0; i < data_.system.size(); ++i)
      AddText(data_.flows.front(), nullptr, kSystemNames[i], data_.system[i]);
    for (const Flow& flow : data_.flows)
      for (const Step& step : flow.steps) {
        AddText(flow, &step, "text", step.text);
        AddText(flow, &step, "sms", step.sms);
        AddText(flow, &step, "free", step.gratis);
        AddText(flow, &step, "retry", step.retry);
      }
  }
  std::vector<BudgetRow> Take() { return std::move(rows_); }

 private:
  void AddText(const Flow& flow, const Step* step, const char* name, const Wording& text) {
    if (text.empty() || (fallback_ && !Differs(step, text))) return;
    const bool sms_only = step != nullptr && &text == &step->sms;
    const bool ussd_only = step != nullptr && &text == &step->text && !step->sms.empty();
    if (!sms_only) AddRow(flow, step, name, text, Medium::kUssd);
    if (!ussd_only) AddRow(flow, step, name, text, Medium::kSms);
  }

  // The screen has another spelling: its own text, or one of its options.
  bool Differs(const Step* step, const Wording& text) const {
    if (!text.gsm7[language_].empty()) return true;
    if (step == nullptr) return false;
    for (const Choice& choice : step->options)
      if (!choice.text.gsm7[language_].empty()) return true;
    return !step->skip.empty() && !step->skip.gsm7[language_].empty();
  }

  void AddRow(const Flow& flow, const Step* step, const char* name, const Wording& text,
              Medium medium) {
    BudgetRow row{flow.name, step == nullptr ? "" : step->id,
                  name,      data_.languages[language_],
                  fallback_, medium,
                  {},        0};
    const bool spelled = fallback_ && !text.gsm7[language_].empty();
    row.size = Measure(step == nullptr
                           ? (spelled ? text.gsm7[language_] : text.in[language_])
                           : Joined(ShownLines(data_, *step, text, language_, medium, fallback_)));
    const bool gsm7 = row.size.encoding == Encoding::kGsm7;
    if (medium == Medium::kUssd)
      row.room = static_cast<size_t>(gsm7 ? limits_.gsm7 : limits_.ucs2);
    else
      row.room = gsm7 ? kSmsGsm7 : kSmsUcs2;
    rows_.push_back(std::move(row));
  }

  const BundleData& data_;
  ScreenLimits limits_;
  size_t language_ = 0;
  bool fallback_ = false;
  std::vector<BudgetRow> rows_;
};

}  // namespace

std::vector<BudgetRow> BudgetOf(const BundleData& data, const std::string& language,
                                const ScreenLimits& limits) {
  Table table(data, limits);
  for (size_t i = 0; i < data.languages.size(); ++i) {
    if (!language.empty() && data.languages[i] != language) continue;
    table.Add(i, false);
    if (data.spelled[i]) table.Add(i, true);
  }
  return table.Take();
}

}  // namespace tipline::flows
