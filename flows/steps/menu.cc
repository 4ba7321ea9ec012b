// {"id":"safe","kind":"menu","var":"safe","text":"Is it OK to use this phone now?","options":[
//   {"value":"yes","text":"Yes","next":"who"},{"value":"no","text":"No,
//   later","next":"later","set":{"may_text":"no"}}]}
// One numbered option is chosen; the variable takes its value, `set` sets further ones.
// "bland":true marks the option that the duress word stands for: what shows next must look like an
// ordinary, calm conversation to whoever looks on. Without a mark it is the first option.
// "cry":true marks one that calls for a person at once: its words end practice.
#include "flows/steps/choice.h"

namespace tipline::flows {
namespace {

class Menu final : public ChoosingKind {
 public:
  const char* name() const override { return "menu"; }
};

const RegisterStep kRegister(std::make_unique<Menu>());

}  // namespace
}  // namespace tipline::flows
