// ReadGoflowAction: what a node does before its router decides.
#include <utility>

#include "flows/exchange/goflow_import.h"

namespace tipline::flows::exchange {
namespace {

DraftStep Message(const GoflowFlow& in, const Node& action, const std::string& name) {
  DraftStep step;
  const std::string uuid = action["uuid"].NeedUuid();
  step.kind = "say";
  step.text = in.texts.Ours(in.texts.Localized(uuid, "text", action["text"].Text()), name);
  for (const char* other : {"attachments", "quick_replies", "template"})
    if (action[other].given() && !action[other].value()->empty())
      in.Lose(name, other, "basic phones show none");
  return step;
}

// `result`: of the run; otherwise a field of the contact.
std::optional<DraftStep> Set(const GoflowFlow& in, const Node& action, const std::string& name,
                             bool result) {
  DraftStep step;
  step.kind = "set";
  const std::string key =
      PlainName((result ? action["name"] : action["field"]["key"]).NeedText(), "value");
  std::string value = action["value"].Text();
  if (result && value.find('@') != std::string::npos) value = action["category"].Text();
  if (value.find('@') != std::string::npos) {
    in.Lose(name, "value of " + key, "an expression");
    return std::nullopt;
  }
  step.values.emplace_back(key, value.empty() ? "" : GoflowValue(value));
  return step;
}

}  // namespace

std::string GoflowValue(const std::string& category) {
  return ValueName(category);
}

std::optional<DraftStep> ReadGoflowAction(const GoflowFlow& in, const Node& action,
                                          const std::string& name) {
  const std::string type = action["type"].NeedText();
  if (type == "send_msg") return Message(in, action, name);
  if (type == "set_run_result" || type == "set_contact_field")
    return Set(in, action, name, type == "set_run_result");
  if (type == "enter_flow") {
    DraftStep step;
    step.kind = "subflow";
    step.subflow = action["flow"]["uuid"].NeedUuid();
    if (action["terminal"].Flag()) in.Lose(name, "terminal", "the called flow comes back here");
    return step;
  }
  in.Lose(name, type, "no step here does this: passed over");
  return std::nullopt;
}

}  // namespace tipline::flows::exchange
