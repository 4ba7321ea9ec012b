// {"id":"where","kind":"ask_place","var":"place","text":"So we know who is near: which
// town?","next":"x"} A place as people call it; understood by triage, not here. It goes into the
// tip's place.
#include "flows/steps/words.h"

namespace tipline::flows {
namespace {

class AskPlace final : public WordsKind {
 public:
  const char* name() const override { return "ask_place"; }

 protected:
  FreeKind free_kind() const override { return FreeKind::kPlace; }
  const char* default_var() const override { return "place"; }
};

const RegisterStep kRegister(std::make_unique<AskPlace>());

}  // namespace
}  // namespace tipline::flows
