// {"id":"open","kind":"inquire","inquiry":"case_open","send":{"code":"code","pin":"pin"},
//  "forget":["code","pin"],"gives":["case_state"],"text":"We are looking. Send 1.","next":"x"}
// Asks the records and waits for what they say. `send` names a field of the inquiry and the
// variable that it takes, `gives` what comes back, for branches and texts. The text shows only
// where the answer takes longer than the phone may wait; any key looks again.
#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class Inquire final : public StepKind {
 public:
  const char* name() const override { return "inquire"; }
  bool Asks() const override { return true; }
  void Read(StepReader& reader, Step& step) const override {
    step.inquiry = reader.Name("inquiry");
    step.values = reader.TextMap("send");
    step.gives = reader.Texts("gives");
    step.forgets = reader.Texts("forget");
    if (step.text.empty()) reader.Wrong("text", "missing or empty");
  }
  void Enter(Conversation& conversation, const Step& step) const override {
    Inquiry inquiry = conversation.NewInquiry(step);
    inquiry.waits = true;
    conversation.session.inquiry = inquiry.id;
    for (const std::string& name : step.forgets)
      conversation.Forget(name);
    for (const std::string& name : step.gives)
      conversation.session.found.erase(name);
    conversation.effects.emplace_back(Ask{std::move(inquiry)});
  }
  std::optional<Taken> Take(Conversation& conversation, const Step& step,
                            const Typed&) const override {
    const auto& findings = conversation.input.findings;
    if (!findings || findings->id != conversation.session.inquiry) return std::nullopt;
    conversation.session.inquiry.clear();
    for (const auto& [name, value] : findings->values)
      conversation.SetFound(name, value);
    return Taken{Go(step.next), ""};
  }
};

const RegisterStep kRegister(std::make_unique<Inquire>());

}  // namespace
}  // namespace tipline::flows
