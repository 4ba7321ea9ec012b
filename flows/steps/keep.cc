// {"id":"agreed","kind":"keep","values":{"signs_work":"work"},"next":"x"}
// What was answered in private becomes part of what is filed, by another name: whoever it is about
// has agreed.
#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class Keep final : public StepKind {
 public:
  const char* name() const override { return "keep"; }
  void Read(StepReader& reader, Step& step) const override {
    step.values = reader.TextMap("values");
  }
  Move Run(Conversation& conversation, const Step& step) const override {
    for (const auto& [name, from] : step.values)
      if (auto value = conversation.Value(from)) conversation.Set(name, *std::move(value));
    return Go(step.next);
  }
};

const RegisterStep kRegister(std::make_unique<Keep>());

}  // namespace
}  // namespace tipline::flows
