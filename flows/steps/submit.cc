// {"id":"keep","kind":"submit","inquiry":"case_add","send":{"words":"more"},"forget":["more"],
//  "text":"Noted.","next":"x"}
// Gives the records something to do and goes on at once: it is on disk, and a worker does it.
// `text` is shown like that of `say`.
#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class Submit final : public StepKind {
 public:
  const char* name() const override { return "submit"; }
  void Read(StepReader& reader, Step& step) const override {
    step.inquiry = reader.Name("inquiry");
    step.values = reader.TextMap("send");
    step.forgets = reader.Texts("forget");
  }
  Move Run(Conversation& conversation, const Step& step) const override {
    conversation.effects.emplace_back(Ask{conversation.NewInquiry(step)});
    for (const std::string& name : step.forgets)
      conversation.Forget(name);
    conversation.AddNote(step);
    return Go(step.next);
  }
};

const RegisterStep kRegister(std::make_unique<Submit>());

}  // namespace
}  // namespace tipline::flows
