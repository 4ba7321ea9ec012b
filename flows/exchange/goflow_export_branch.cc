// AddGoflowBranch. One router looks at one result: cases of different variables are nodes in a row.
#include <algorithm>
#include <utility>
#include <vector>

#include "flows/exchange/goflow_export_json.h"
#include "flows/exchange/name_uuid.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxArguments = 10;  // of one case
constexpr const char* kNotSet = "Not Set";

size_t EndOfPart(const Step& step, size_t from) {
  size_t to = from + 1;
  while (to < step.cases.size() && step.cases[to].var == step.cases[from].var &&
         !step.cases[to].presence && !step.cases[from].presence)
    ++to;
  return to;
}

void AddCases(const Case& one, const std::string& node, const std::string& name,
              const std::string& category, GoflowRouting& routing) {
  if (one.presence)
    return AddGoflowCase(NameUuid(node + "/case/set"), "has_text", Json::array(), category,
                         routing);
  const auto at_value = [&](size_t at) {
    return one.values.begin() + static_cast<std::ptrdiff_t>(std::min(one.values.size(), at));
  };
  for (size_t at = 0; at < one.values.size(); at += kMaxArguments) {
    std::vector<std::string> names(at_value(at), at_value(at + kMaxArguments));
    std::transform(names.begin(), names.end(), names.begin(), GoflowCategoryName);
    AddGoflowCase(NameUuid(node + "/case/" + name + std::to_string(at)), "has_category",
                  Json(std::move(names)), category, routing);
  }
}

// There may be an answer that is called like the rest.
const char* OtherName(const Step& step, size_t from, size_t to) {
  const auto called_so = [](const Case& one) {
    return !one.values.empty() && one.values.front() == "other";
  };
  const auto cases = step.cases.begin();
  return std::any_of(cases + static_cast<std::ptrdiff_t>(from),
                     cases + static_cast<std::ptrdiff_t>(to), called_so)
             ? "Otherwise"
             : "Other";
}

// The cases from `from` to before `to`; `rest`: where all else goes.
void AddPart(const Step& step, const std::string& uuid, size_t from, size_t to,
             const std::string& rest, GoflowNodes& nodes) {
  GoflowRouting routing;
  const Case& first = step.cases[from];
  const bool absent = first.presence && !first.is_set;
  for (size_t i = from; i < to; ++i) {
    const Case& one = step.cases[i];
    std::string name = one.presence ? "set" : one.values.front();
    if (i > from) name += " " + std::to_string(i - from + 1);
    const std::string category =
        AddGoflowCategory(uuid, name, absent ? rest : nodes.Destination(one.next), routing);
    AddCases(one, uuid, name, category, routing);
  }
  const std::string otherwise =
      AddGoflowCategory(uuid, absent ? kNotSet : OtherName(step, from, to),
                        absent ? nodes.Destination(first.next) : rest, routing);
  if (first.var == "medium")
    nodes.Lose(step, "case of medium", "the kind of channel is not known there");
  nodes.AddRouted(uuid, Json::array(), std::move(routing), "@results." + first.var, otherwise, "");
}

}  // namespace

void AddGoflowBranch(const Step& step, GoflowNodes& nodes) {
  if (step.cases.empty())
    return nodes.AddPlain(nodes.NodeId(step.id), Json::array(), nodes.Destination(step.next));
  for (size_t from = 0, part = 0; from < step.cases.size(); ++part) {
    const size_t to = EndOfPart(step, from);
    const auto part_id = [&](size_t number) {
      return number == 0 ? nodes.NodeId(step.id)
                         : nodes.Id(step.id, "part." + std::to_string(number));
    };
    const std::string rest =
        to < step.cases.size() ? part_id(part + 1) : nodes.Destination(step.next);
    AddPart(step, part_id(part), from, to, rest, nodes);
    from = to;
  }
}

}  // namespace tipline::flows::exchange
