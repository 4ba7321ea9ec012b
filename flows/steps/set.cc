// {"id":"s","kind":"set","values":{"about":"saw"},"forget":["place"],"next":"x"}
#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class Set final : public StepKind {
 public:
  const char* name() const override { return "set"; }
  void Read(StepReader& reader, Step& step) const override {
    step.values = reader.TextMap("values");
    step.forgets = reader.Texts("forget");
  }
  Move Run(Conversation& conversation, const Step& step) const override {
    conversation.Set(step.values);
    for (const std::string& name : step.forgets)
      conversation.Forget(name);
    return Go(step.next);
  }
};

const RegisterStep kRegister(std::make_unique<Set>());

}  // namespace
}  // namespace tipline::flows
