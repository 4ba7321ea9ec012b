// {"id":"pay","kind":"survey","var":"pay","text":"Did you get your full pay?","options":[
//   {"value":"yes","text":"Yes"},{"value":"no","text":"No"}],"next":"x"}
// A menu whose answer belongs to nobody: it is in no tip and not among what was said, whatever ends
// the conversation. A `submit` step takes it to where answers are counted, and forgets it.
#include "flows/engine/step_reader.h"
#include "flows/steps/choice.h"

namespace tipline::flows {
namespace {

class Survey final : public ChoosingKind {
 public:
  const char* name() const override { return "survey"; }
  void Read(StepReader& reader, Step& step) const override {
    ChoosingKind::Read(reader, step);
    step.secret = step.var;
    for (const Choice& choice : step.options)
      if (!choice.set.empty()) reader.Wrong("options", "set: it would be in a tip");
  }
  std::optional<Taken> Take(Conversation& conversation, const Step& step,
                            const Typed& typed) const override {
    auto taken = ChoosingKind::Take(conversation, step, typed);
    if (taken) taken->meaning = "given";
    return taken;
  }
};

const RegisterStep kRegister(std::make_unique<Survey>());

}  // namespace
}  // namespace tipline::flows
