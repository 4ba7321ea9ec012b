// GoflowNodes: a node is what it does, where it sorts answers into, and its exits.
#include <utility>

#include "flows/base/text.h"
#include "flows/base/text_language_code.h"
#include "flows/exchange/expression.h"
#include "flows/exchange/goflow_export_json.h"
#include "flows/exchange/name_uuid.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxCategory = 36;

Json ExitTo(const std::string& uuid, const std::string& destination) {
  Json exit = {{"uuid", uuid}};
  if (!destination.empty()) exit["destination_uuid"] = destination;
  return exit;
}

}  // namespace

// A language in which nothing differs is one all the same.
GoflowNodes::GoflowNodes(const BundleData& data, const Flow& flow, Losses& losses)
    : data_(data), flow_(flow), losses_(losses) {
  for (size_t i = 0; i < data.languages.size(); ++i)
    if (i != data.source_index()) localization_[Iso3(data.languages[i])] = Json::object();
}

std::string GoflowNodes::Id(const std::string& step, const std::string& slot) const {
  return NameUuid("flow/" + flow_.name + "/" + step + "/" + slot);
}

std::string GoflowNodes::Destination(const Target& target) const {
  return target.index < 0 ? std::string() : NodeId(target.name);
}

std::string GoflowNodes::Theirs(const std::string& text) const {
  return ToTemplate(text, [this](const std::string& name) {
    const bool known = name == "emergency" && !data_.emergency.empty();
    return known ? data_.emergency : "@results." + name;
  });
}

std::string GoflowNodes::Localized(const std::string& uuid, const char* property,
                                   const TextIn& text) {
  const std::string source = text(data_.source_index());
  for (const size_t i : LanguageOrder(data_)) {
    const std::string own = text(i);
    if (i != data_.source_index() && own != source)
      localization_[Iso3(data_.languages[i])][uuid][property] = Json::array({own});
  }
  return source;
}

Json GoflowNodes::Says(const Step& step, const std::string& slot, const Wording& text, bool lines) {
  const std::string uuid = Id(step.id, "action." + slot);
  const std::string source = Localized(uuid, "text", [&](size_t i) {
    return Theirs(lines ? WithLines(step, In(text, i), i) : In(text, i));
  });
  return Json::array({{{"uuid", uuid}, {"type", "send_msg"}, {"text", source}}});
}

Json GoflowNodes::SetResults(const std::string& step, const Values& values) const {
  Json actions = Json::array();
  for (const auto& [name, value] : values)
    actions.push_back({{"uuid", Id(step, "action." + name)},
                       {"type", "set_run_result"},
                       {"name", name},
                       {"value", value},
                       {"category", GoflowCategoryName(value)}});
  return actions;
}

void GoflowNodes::AddPlain(const std::string& uuid, Json actions, const std::string& destination) {
  nodes_.push_back({{"uuid", uuid}, {"actions", std::move(actions)}});
  nodes_.back()["exits"] = Json::array({ExitTo(NameUuid(uuid + "/exit"), destination)});
}

void GoflowNodes::AddRouted(const std::string& uuid, Json actions, GoflowRouting routing,
                            const std::string& operand, const std::string& otherwise,
                            const std::string& result) {
  Json switched = {{"type", "switch"},
                   {"operand", operand},
                   {"cases", std::move(routing.cases)},
                   {"categories", std::move(routing.categories)},
                   {"default_category_uuid", otherwise}};
  if (!result.empty()) {
    switched["result_name"] = result;
    switched["wait"] = {{"type", "msg"}};
  }
  nodes_.push_back({{"uuid", uuid},
                    {"actions", std::move(actions)},
                    {"router", std::move(switched)},
                    {"exits", std::move(routing.exits)}});
}

std::string GoflowCategoryName(const std::string& value) {
  if (CharacterCount(value) <= kMaxCategory) return value;
  const std::string hash = "_" + NameUuid("category/" + value).substr(0, 8);
  return std::string(CutCharacters(value, kMaxCategory - hash.size())) + hash;
}

std::string AddGoflowCategory(const std::string& node, const std::string& name,
                              const std::string& destination, GoflowRouting& routing) {
  const std::string uuid = NameUuid(node + "/category/" + name);
  Json exit = ExitTo(NameUuid(node + "/exit/" + name), destination);
  routing.categories.push_back(
      {{"uuid", uuid}, {"name", GoflowCategoryName(name)}, {"exit_uuid", exit["uuid"]}});
  routing.exits.push_back(std::move(exit));
  return uuid;
}

void AddGoflowCase(const std::string& uuid, const char* type, Json arguments,
                   const std::string& category, GoflowRouting& routing) {
  routing.cases.push_back({{"uuid", uuid},
                           {"type", type},
                           {"arguments", std::move(arguments)},
                           {"category_uuid", category}});
}

}  // namespace tipline::flows::exchange
