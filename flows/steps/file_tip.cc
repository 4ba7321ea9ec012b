// {"id":"f","kind":"file_tip","values":{"about":"saw"},"text":"Thank you. Your number:
// {code}","next":"x"} Files all answers so far as a tip, at once. From here on texts can use {code}
// and {pin}; filing again in the same conversation keeps them. `text` is shown like that of `say`,
// unless `quiet`.
#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class FileTipStep final : public StepKind {
 public:
  const char* name() const override { return "file_tip"; }
  void Read(StepReader& reader, Step& step) const override {
    step.values = reader.TextMap("values");
    step.quiet = reader.Flag("quiet");
  }
  Move Run(Conversation& conversation, const Step& step) const override {
    conversation.Set(step.values);
    conversation.File("raw");
    if (!step.quiet) conversation.AddNote(step);
    return Go(step.next);
  }
};

const RegisterStep kRegister(std::make_unique<FileTipStep>());

}  // namespace
}  // namespace tipline::flows
