// {"id":"thanks","kind":"say","text":"Thank you.","next":"x"}
// Shown together with the next screen if both fit, else on a page of its own.
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class Say final : public StepKind {
 public:
  const char* name() const override { return "say"; }
  Move Run(Conversation& conversation, const Step& step) const override {
    conversation.AddNote(step);
    return Go(step.next);
  }
};

const RegisterStep kRegister(std::make_unique<Say>());

}  // namespace
}  // namespace tipline::flows
