// {"id":"ask","kind":"ask_name","var":"agency_asked","text":"Which agency?","next":"look"}
// Words that something is looked up by: with them alone nobody has told us anything, so no tip is
// made of them (Conversation::HasUnfiledWords). In a tip that is filed they stand with the words.
#include "flows/steps/words.h"

namespace tipline::flows {
namespace {

class AskName final : public WordsKind {
 public:
  const char* name() const override { return "ask_name"; }

 protected:
  FreeKind free_kind() const override { return FreeKind::kText; }
  const char* default_var() const override { return nullptr; }
};

const RegisterStep kRegister(std::make_unique<AskName>());

}  // namespace
}  // namespace tipline::flows
