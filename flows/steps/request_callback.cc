// {"id":"call","kind":"request_callback","text":"We will call you.","next":"x"}
// Files a request to be called back, with all answers so far. `text` is shown like that of `say`,
// but where no number is known to call: then that is asked before anything else.
#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class RequestCallback final : public StepKind {
 public:
  const char* name() const override { return "request_callback"; }
  void Read(StepReader& reader, Step& step) const override {
    step.values = reader.TextMap("values");
  }
  Move Run(Conversation& conversation, const Step& step) const override {
    conversation.Set(step.values);
    conversation.WantCall();
    conversation.File("callback");
    if (conversation.SeesNumber()) conversation.AddNote(step);
    conversation.asks_number = !conversation.SeesNumber() && !conversation.HasCallNumber();
    return Go(step.next);
  }
};

const RegisterStep kRegister(std::make_unique<RequestCallback>());

}  // namespace
}  // namespace tipline::flows
