#include "gateway/store/records/lists.h"

#include <nlohmann/json.hpp>

#include "flows/base/json.h"

namespace tipline::store {

std::string ListCell(const std::vector<std::string>& texts) {
  return DumpJson(nlohmann::json(texts));
}

std::vector<std::string> ListFrom(const std::string& cell) {
  std::vector<std::string> texts;
  const auto list = ParseJson(cell);
  if (!list || !list->is_array()) return texts;
  for (const nlohmann::json& one : *list)
    if (one.is_string()) texts.push_back(one.get<std::string>());
  return texts;
}

}  // namespace tipline::store
