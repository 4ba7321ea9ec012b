// AddGoflowChoice, AddGoflowWords, AddGoflowNumber: a node that says the question, waits, and sorts
// the answer; a wrong one gets the retry text and the question again.
#include <utility>

#include "flows/exchange/goflow_export_json.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

constexpr const char* kNotUnderstood = "Not Understood";
constexpr const char* kInput = "@input.text";

std::string AddMissed(const Step& step, const GoflowNodes& nodes, GoflowRouting& routing) {
  const std::string again = step.retry.empty() ? nodes.NodeId(step.id) : nodes.Id(step.id, "retry");
  return AddGoflowCategory(nodes.NodeId(step.id), kNotUnderstood, again, routing);
}

void AddRetry(const Step& step, GoflowNodes& nodes) {
  if (step.retry.empty()) return;
  nodes.AddPlain(nodes.Id(step.id, "retry"), nodes.Says(step, "retry", step.retry, false),
                 nodes.NodeId(step.id));
}

void AddSkip(const Step& step, const GoflowNodes& nodes, GoflowRouting& routing) {
  if (step.skip.empty()) return;
  const std::string skipped =
      AddGoflowCategory(nodes.NodeId(step.id), "Skipped", nodes.Destination(step.next), routing);
  AddGoflowCase(nodes.Id(step.id, "case.skip"), "has_only_phrase", Json::array({"1"}), skipped,
                routing);
}

// By its number, or by its words.
void AddAnswer(const Step& step, size_t at, GoflowNodes& nodes, GoflowRouting& routing) {
  const Choice& choice = step.options[at];
  const std::string destination = choice.set.empty() ? nodes.Destination(NextOf(step, choice))
                                                     : nodes.Id(step.id, "set." + choice.value);
  const std::string category =
      AddGoflowCategory(nodes.NodeId(step.id), choice.value, destination, routing);
  const std::string words = nodes.Id(step.id, "case." + choice.value);
  AddGoflowCase(nodes.Id(step.id, "number." + choice.value), "has_any_word",
                Json::array({std::to_string(at + 1)}), category, routing);
  AddGoflowCase(words, "has_only_phrase",
                Json::array({nodes.Localized(words, "arguments",
                                             [&](size_t i) { return In(choice.text, i); })}),
                category, routing);
}

}  // namespace

void AddGoflowChoice(const Step& step, const Wording& text, GoflowNodes& nodes) {
  GoflowRouting routing;
  for (size_t at = 0; at < step.options.size(); ++at)
    AddAnswer(step, at, nodes, routing);
  const std::string missed = AddMissed(step, nodes, routing);
  nodes.AddRouted(nodes.NodeId(step.id), nodes.Says(step, "text", text, true), std::move(routing),
                  kInput, missed, step.var);
  for (const Choice& choice : step.options)
    if (!choice.set.empty())
      nodes.AddPlain(nodes.Id(step.id, "set." + choice.value),
                     nodes.SetResults(step.id + "/" + choice.value, choice.set),
                     nodes.Destination(NextOf(step, choice)));
  AddRetry(step, nodes);
}

void AddGoflowWords(const Step& step, const Wording& text, GoflowNodes& nodes) {
  const std::string uuid = nodes.NodeId(step.id);
  const std::string next = nodes.Destination(step.next);
  GoflowRouting routing;
  AddSkip(step, nodes, routing);
  const std::string all = AddGoflowCategory(uuid, "All Responses", next, routing);
  nodes.AddRouted(uuid, nodes.Says(step, "text", text, true), std::move(routing), kInput, all,
                  step.var);
  if (!step.retry.empty()) nodes.Lose(step, "retry", "any words are an answer there");
}

void AddGoflowNumber(const Step& step, const Wording& text, GoflowNodes& nodes) {
  const std::string uuid = nodes.NodeId(step.id);
  GoflowRouting routing;
  AddSkip(step, nodes, routing);
  const std::string number =
      AddGoflowCategory(uuid, "Number", nodes.Destination(step.next), routing);
  AddGoflowCase(nodes.Id(step.id, "case.number"), "has_number_between",
                Json::array({std::to_string(step.min), std::to_string(step.max)}), number, routing);
  const std::string missed = AddMissed(step, nodes, routing);
  nodes.AddRouted(uuid, nodes.Says(step, "text", text, true), std::move(routing), kInput, missed,
                  step.var);
  AddRetry(step, nodes);
}

}  // namespace tipline::flows::exchange
