// {"id":"vessel","kind":"ask_field","var":"vessel","text":"Name or number of the
// boat?","skip_text":"I do not know","next":"x"}
// A few words that stay a field of the tip under their own name (the name of a boat, a port), and
// are read by triage like all others.
#include "flows/steps/words.h"

namespace tipline::flows {
namespace {

class AskField final : public WordsKind {
 public:
  const char* name() const override { return "ask_field"; }
  void Read(StepReader& reader, Step& step) const override {
    WordsKind::Read(reader, step);
    step.free.reset();  // not merged with the tip's text
  }

 protected:
  FreeKind free_kind() const override { return FreeKind::kText; }
  const char* default_var() const override { return nullptr; }
};

const RegisterStep kRegister(std::make_unique<AskField>());

}  // namespace
}  // namespace tipline::flows
