// {"id":"b","kind":"branch","cases":[{"var":"child","is":"yes","next":"child"},{"var":"medium","in":["sms"],"next":"s"},
//  {"var":"x","set":true,"next":"y"}],"next":"z"}
// The first case that holds decides; else `next`. Built-in variables: see engine/conversation.h.
#include <algorithm>

#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

bool Holds(const Conversation& conversation, const Case& one) {
  const auto value = conversation.Value(one.var);
  if (one.presence) return value.has_value() == one.is_set;
  return value && std::find(one.values.begin(), one.values.end(), *value) != one.values.end();
}

class Branch final : public StepKind {
 public:
  const char* name() const override { return "branch"; }
  void Read(StepReader& reader, Step& step) const override { step.cases = reader.Cases(); }

  std::vector<Exit> Exits(const Step& step) const override {
    std::vector<Exit> exits;
    for (const Case& one : step.cases) {
      std::string values;
      for (const std::string& value : one.values)
        values += (values.empty() ? " = " : "|") + value;
      exits.push_back(
          {one.var + (one.presence ? (one.is_set ? " set" : " not set") : values), one.next});
    }
    exits.push_back({"else", step.next});
    return exits;
  }

  Move Run(Conversation& conversation, const Step& step) const override {
    for (const Case& one : step.cases)
      if (Holds(conversation, one)) return Go(one.next);
    return Go(step.next);
  }
};

const RegisterStep kRegister(std::make_unique<Branch>());

}  // namespace
}  // namespace tipline::flows
