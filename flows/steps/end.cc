// {"id":"bye","kind":"end","text":"You can close this now."}
// The last screen; it ends the whole conversation. Without a text: in a subflow back to the caller,
// in the root flow the goodbye.
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class End final : public StepKind {
 public:
  const char* name() const override { return "end"; }
  std::vector<Exit> Exits(const Step&) const override { return {}; }
  Move Run(Conversation& conversation, const Step& step) const override {
    if (conversation.Main(step).empty()) return Go({});
    return {Move::To::kEnd, {}, -1};
  }
};

const RegisterStep kRegister(std::make_unique<End>());

}  // namespace
}  // namespace tipline::flows
