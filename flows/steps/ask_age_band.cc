// {"id":"age","kind":"ask_age_band","var":"age","text":"How old are they?","options":[
//   {"value":"under_12","text":"Under
//   12"},{"value":"12_17","text":"12-17"},{"value":"18_plus","text":"18 or more"},
//   {"value":"not_sure","text":"Not sure"}],"next":"x"}
// Also sets `child`: "not sure" counts as a child for protection (domain.md §3.7).
#include "flows/steps/choice.h"

namespace tipline::flows {
namespace {

class AskAgeBand final : public ChoosingKind {
 public:
  const char* name() const override { return "ask_age_band"; }

 protected:
  const char* default_var() const override { return "age"; }
  std::vector<std::string> allowed_values() const override {
    return {"under_12", "12_17", "18_plus", "not_sure"};
  }
  void Chosen(Conversation& conversation, const Choice& choice) const override {
    conversation.Set(var::kChild, choice.value == "18_plus" ? "no" : "yes");
  }
};

const RegisterStep kRegister(std::make_unique<AskAgeBand>());

}  // namespace
}  // namespace tipline::flows
