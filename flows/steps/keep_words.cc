// {"id":"kept","kind":"keep_words","forget":["place"],"next":"where"}
// Words that were no answer, before the question is asked again: they may be a cry for help. They
// are filed as free messages are, and the variable is free for another answer.
#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class KeepWords final : public StepKind {
 public:
  const char* name() const override { return "keep_words"; }
  void Read(StepReader& reader, Step& step) const override {
    step.forgets = reader.Texts("forget");
  }
  Move Run(Conversation& conversation, const Step& step) const override {
    for (const std::string& name : step.forgets) {
      if (const auto words = conversation.Value(name)) conversation.KeepLooseWords(*words);
      conversation.Forget(name);
    }
    return Go(step.next);
  }
};

const RegisterStep kRegister(std::make_unique<KeepWords>());

}  // namespace
}  // namespace tipline::flows
