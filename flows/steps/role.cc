// {"id":"who","kind":"role","next":"x"}
// Which verified role this phone has, for branches and look-ups: {role} ("nurse") and
// {role_country} ("KE"); without one neither is set.
#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

constexpr const char* kRole = "role";
constexpr const char* kCountry = "role_country";

class Role final : public StepKind {
 public:
  const char* name() const override { return "role"; }
  void Read(StepReader&, Step& step) const override { step.gives = {kRole, kCountry}; }
  Move Run(Conversation& conversation, const Step& step) const override {
    const Input& input = conversation.input;
    for (const std::string& name : step.gives)
      conversation.session.found.erase(name);
    if (!input.role.empty()) conversation.SetFound(kRole, input.role);
    if (!input.role_country.empty()) conversation.SetFound(kCountry, input.role_country);
    return Go(step.next);
  }
};

const RegisterStep kRegister(std::make_unique<Role>());

}  // namespace
}  // namespace tipline::flows
