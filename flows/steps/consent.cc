// {"id":"consent","kind":"consent","text":"May we share what you said?","options":[
//   {"value":"share","text":"Yes"},{"value":"confidential","text":"Only
//   you"},{"value":"anonymous","text":"No name"}],"next":"x"}
// The three disclosure levels of domain.md §3.3; the variable is `consent` unless the document
// names another one.
#include "flows/steps/choice.h"

namespace tipline::flows {
namespace {

class ConsentStep final : public ChoosingKind {
 public:
  const char* name() const override { return "consent"; }

 protected:
  const char* default_var() const override { return var::kConsent; }
  std::vector<std::string> allowed_values() const override {
    return {"share", "confidential", "anonymous"};
  }
};

const RegisterStep kRegister(std::make_unique<ConsentStep>());

}  // namespace
}  // namespace tipline::flows
