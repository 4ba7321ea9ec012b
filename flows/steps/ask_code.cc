// {"id":"code","kind":"ask_code","text":"Your number and PIN?","next":"pin"}
// {"id":"pin","kind":"ask_pin","text":"Your PIN?","next":"open"}
// The case code and PIN (variables code and pin), together or one after the other, with any
// separators and in any script's digits. Kept for the inquiry only: never among what was said.
#include <algorithm>

#include "flows/engine/ids.h"
#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

constexpr const char* kCode = "code";
constexpr const char* kPin = "pin";

// Typed::key has plain digits already.
std::string DigitsOf(const Typed& typed) {
  std::string digits;
  std::copy_if(typed.key.begin(), typed.key.end(), std::back_inserter(digits),
               [](char c) { return c >= '0' && c <= '9'; });
  return digits;
}

class AskCode final : public StepKind {
 public:
  const char* name() const override { return "ask_code"; }
  bool Asks() const override { return true; }
  void Read(StepReader&, Step& step) const override { step.secret = kCode; }
  std::optional<Taken> Take(Conversation& conversation, const Step& step,
                            const Typed& typed) const override {
    const std::string digits = DigitsOf(typed);
    if (digits.size() != kCodeDigits && digits.size() != kCodeDigits + kPinDigits)
      return std::nullopt;
    conversation.Forget(kPin);
    conversation.Set(kCode, digits.substr(0, kCodeDigits));
    if (digits.size() > kCodeDigits) conversation.Set(kPin, digits.substr(kCodeDigits));
    return Taken{Go(step.next), "given"};
  }
};

class AskPin final : public StepKind {
 public:
  const char* name() const override { return "ask_pin"; }
  bool Asks() const override { return true; }
  void Read(StepReader&, Step& step) const override { step.secret = kPin; }
  bool Passes(const Conversation& conversation, const Step&) const override {
    return conversation.session.answers.count(kPin) != 0;
  }
  std::optional<Taken> Take(Conversation& conversation, const Step& step,
                            const Typed& typed) const override {
    const std::string digits = DigitsOf(typed);
    if (digits.size() != kPinDigits) return std::nullopt;
    conversation.Set(kPin, digits);
    return Taken{Go(step.next), "given"};
  }
};

const RegisterStep kCodeStep(std::make_unique<AskCode>());
const RegisterStep kPinStep(std::make_unique<AskPin>());

}  // namespace
}  // namespace tipline::flows
