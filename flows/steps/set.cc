// {"id":"s","kind":"set","values":{"about":"saw"},"next":"x"}
#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class Set final : public StepKind {
 public:
  const char* name() const override { return "set"; }
  void Read(StepReader& reader, Step& step) const override {
    step.values = reader.TextMap("values");
  }
  Move Run(Conversation& conversation, const Step& step) const override {
    conversation.Set(step.values);
    return Go(step.next);
  }
};

const RegisterStep kRegister(std::make_unique<Set>());

}  // namespace
}  // namespace tipline::flows
