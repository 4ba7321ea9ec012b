// A screen that has to be paged (warning: each page costs time of a session that is short), one
// that takes more pages than anybody turns, or an SMS of more parts than allowed (error). Counted
// as the phone will: septets or UTF-16 units.
#include "flows/base/gsm7.h"
#include "flows/engine/screen.h"
#include "flows/lint/lint.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

constexpr size_t kMaxPages = 4;
// Parts of an SMS before it is a warning: 70 UTF-16 units hold about half of what 160 septets say,
// and a safety text is not cut for that.
constexpr size_t kPartsGsm7 = 1;
constexpr size_t kPartsUcs2 = 2;

std::string Join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines)
    text += (text.empty() ? "" : "\n") + line;
  return text;
}

std::string Size(const std::string& text) {
  const Measured size = Measure(text);
  return std::to_string(size.units) + " " + EncodingName(size.encoding);
}

class Checker {
 public:
  Checker(const LintSubject& subject, Report& report) : subject_(subject), report_(report) {}

  void Check() {
    const BundleData& data = subject_.data;
    for (size_t language = 0; language < data.languages.size(); ++language)
      for (const bool gsm7 : {false, true})
        if (!gsm7 || data.spelled[language]) CheckLanguage(language, gsm7);
  }

 private:
  void CheckLanguage(size_t language, bool gsm7) {
    const BundleData& data = subject_.data;
    gsm7_ = gsm7;
    for (const Wording& text : data.system) {
      Ussd(data.flows.front(), nullptr, {Shown(text, language)}, language, text.key);
      Sms(data.flows.front(), nullptr, {Shown(text, language)}, language, text.key);
    }
    for (const Flow& flow : data.flows)
      for (const Step& step : flow.steps)
        CheckStep(flow, step, language);
  }

  const std::string& Shown(const Wording& text, size_t language) const {
    return gsm7_ && !text.gsm7[language].empty() ? text.gsm7[language] : text.in[language];
  }

  void CheckStep(const Flow& flow, const Step& step, size_t language) {
    const BundleData& data = subject_.data;
    for (const Wording* text : {&step.text, &step.gratis, &step.retry}) {
      if (text->empty()) continue;
      Ussd(flow, &step, ShownLines(data, step, *text, language, Medium::kUssd, gsm7_), language,
           text->key);
      if (text == &step.gratis || (text == &step.text && !step.sms.empty())) continue;
      Sms(flow, &step, ShownLines(data, step, *text, language, Medium::kSms, gsm7_), language,
          text->key);
    }
    if (!step.sms.empty())
      Sms(flow, &step, ShownLines(data, step, step.sms, language, Medium::kSms, gsm7_), language,
          step.sms.key);
  }

  void Ussd(const Flow& flow, const Step* step, const std::vector<std::string>& lines,
            size_t language, const std::string& key) {
    const Room room{Medium::kUssd, subject_.limits};
    const auto& more = Shown(subject_.data.System(SystemText::kMore), language);
    const auto pages = Paginate({}, lines, more, room).pages.size();
    if (pages < 2) return;
    report_.Add(
        flow, step, subject_.data.languages[language],
        key + Spelling() + ": ussd: " + Size(Join(lines)) + ", " + std::to_string(pages) + " pages",
        pages > kMaxPages ? Severity::kError : Severity::kWarning);
  }

  void Sms(const Flow& flow, const Step* step, const std::vector<std::string>& lines,
           size_t language, const std::string& key) {
    const std::string text = Join(lines);
    const size_t parts = SmsParts(text);
    if (parts <= (Measure(text).encoding == Encoding::kGsm7 ? kPartsGsm7 : kPartsUcs2)) return;
    report_.Add(flow, step, subject_.data.languages[language],
                key + Spelling() + ": sms: " + Size(text) + ", " + std::to_string(parts) + " parts",
                parts > kMaxReplyParts ? Severity::kError : Severity::kWarning);
  }

  const char* Spelling() const { return gsm7_ ? " (gsm7)" : ""; }

  bool gsm7_ = false;  // the spelling that is being looked at
  const LintSubject& subject_;
  Report& report_;
};

void Check(const LintSubject& subject, Report& report) {
  Checker(subject, report).Check();
}

const RegisterRule kRegister("screen_too_long", Severity::kWarning, Check);

}  // namespace
}  // namespace tipline::flows
