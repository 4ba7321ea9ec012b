#include "gateway/store/records/content_cells.h"

#include <nlohmann/json.hpp>

#include "flows/base/json.h"

namespace tipline::store {

std::string TextsCell(const flows::Texts& texts) {
  return DumpJson(nlohmann::json(texts));
}

flows::Texts TextsFrom(const std::string& cell) {
  flows::Texts texts;
  const auto object = ParseJson(cell);
  if (!object || !object->is_object()) return texts;
  for (const auto& [language, text] : object->items())
    if (text.is_string()) texts.emplace(language, text.get<std::string>());
  return texts;
}

}  // namespace tipline::store
