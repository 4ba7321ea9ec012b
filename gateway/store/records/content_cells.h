// Texts by language in one column, as JSON. Inside this folder. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/knowledge/rows.h"

namespace tipline::store {

inline std::string TextsCell(const flows::Texts& texts) {
  return DumpJson(nlohmann::json(texts));
}

// What nobody can read is empty.
inline flows::Texts TextsFrom(const std::string& cell) {
  flows::Texts texts;
  const auto object = ParseJson(cell);
  if (!object || !object->is_object()) return texts;
  for (const auto& [language, text] : object->items())
    if (text.is_string()) texts.emplace(language, text.get<std::string>());
  return texts;
}

}  // namespace tipline::store
