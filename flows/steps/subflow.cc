// {"id":"c","kind":"subflow","flow":"child","next":"x"}
// Runs another flow of the bundle; when it has nothing more to do, goes on with `next`.
#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class Subflow final : public StepKind {
 public:
  const char* name() const override { return "subflow"; }
  void Read(StepReader& reader, Step& step) const override { step.subflow = reader.Name("flow"); }
  Move Run(Conversation&, const Step& step) const override {
    return {Move::To::kCall, {}, step.subflow_index};
  }
};

const RegisterStep kRegister(std::make_unique<Subflow>());

}  // namespace
}  // namespace tipline::flows
