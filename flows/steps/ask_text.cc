// {"id":"what","kind":"ask_text","var":"what","text":"What happened? Use your own
// words.","min":2,"skip":true,
//  "skip_text":"Skip","next":"x"}
// Free words, kept whole; they go into the tip's text.
#include "flows/steps/words.h"

namespace tipline::flows {
namespace {

class AskText final : public WordsKind {
 public:
  const char* name() const override { return "ask_text"; }

 protected:
  FreeKind free_kind() const override { return FreeKind::kText; }
  const char* default_var() const override { return nullptr; }
};

const RegisterStep kRegister(std::make_unique<AskText>());

}  // namespace
}  // namespace tipline::flows
