// ReadGoflowRouter: the categories of a router, where they lead, and the cases that choose them.
#include <algorithm>
#include <utility>

#include "flows/exchange/goflow_import.h"

namespace tipline::flows::exchange {

const GoflowCategory* GoflowRouter::Find(const std::string& uuid) const {
  const auto found = std::find_if(categories.begin(), categories.end(),
                                  [&](const GoflowCategory& c) { return c.uuid == uuid; });
  return found == categories.end() ? nullptr : &*found;
}

const GoflowCategory* GoflowRouter::Otherwise() const {
  return otherwise.empty() ? nullptr : Find(otherwise);
}

std::string GoflowRouter::ToOf(const std::string& uuid) const {
  const GoflowCategory* category = Find(uuid);
  return category == nullptr ? std::string() : category->to;
}

GoflowRouter ReadGoflowRouter(const Node& node, const std::map<std::string, std::string>& exits,
                              Uuids& uuids) {
  GoflowRouter router{node, {}, {}};
  for (const Node& one : node["categories"].List(kMaxParts)) {
    GoflowCategory category;
    category.uuid = uuids.Take(one["uuid"]);
    category.name = one["name"].Text();
    const auto exit = exits.find(one["exit_uuid"].NeedUuid());
    if (exit == exits.end())
      one["exit_uuid"].Wrong("no exit with this UUID");
    else
      category.to = exit->second;
    router.categories.push_back(std::move(category));
  }
  for (const Node& one : node["cases"].List(kMaxParts)) {
    GoflowCase made;
    made.uuid = one["uuid"].NeedUuid();
    made.type = one["type"].NeedText();
    made.category = one["category_uuid"].NeedUuid();
    for (const Node& argument : one["arguments"].List(kMaxParts))
      made.arguments.push_back(argument.Text());
    if (router.Find(made.category) == nullptr)
      one["category_uuid"].Wrong("no category with this UUID");
    router.cases.push_back(std::move(made));
  }
  if (router.categories.empty()) node["categories"].Wrong("no category");
  if (const Node otherwise = node["default_category_uuid"]; otherwise.given()) {
    router.otherwise = otherwise.NeedUuid();
    if (router.Otherwise() == nullptr) otherwise.Wrong("no category with this UUID");
  }
  return router;
}

}  // namespace tipline::flows::exchange
