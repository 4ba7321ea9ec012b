// {"id":"kept","kind":"keep_words","forget":["place"],"next":"where"}
// Words that were no answer, before the question is asked again: they may be a cry for help. They
// are filed as free messages are, and the variable is free for another answer.
// "keep":["place"]: the variable stays, and what is more than a name is filed at once: whoever sees
// that they were not understood may hang up.
#include "flows/base/text.h"
#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

constexpr size_t kNameWords = 2;  // "Dar es Salaam" is one too, but a place that we know

class KeepWords final : public StepKind {
 public:
  const char* name() const override { return "keep_words"; }
  void Read(StepReader& reader, Step& step) const override {
    step.forgets = reader.Texts("forget");
    step.gives = reader.Texts("keep");
  }
  Move Run(Conversation& conversation, const Step& step) const override {
    for (const std::string& name : step.forgets) {
      if (const auto words = conversation.Value(name)) conversation.KeepLooseWords(*words);
      conversation.Forget(name);
    }
    for (const std::string& name : step.gives) {
      const auto words = conversation.Value(name);
      if (words && WordCount(*words) > kNameWords && conversation.KeepLooseWords(*words))
        conversation.File("raw");
    }
    return Go(step.next);
  }
};

const RegisterStep kRegister(std::make_unique<KeepWords>());

}  // namespace
}  // namespace tipline::flows
