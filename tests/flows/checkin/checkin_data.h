// Times of the data files: "1:30" is that long after the base, "-2:00" before it.
#pragma once

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/base/time.h"

namespace tipline::flows::testing {

inline std::vector<nlohmann::json> CheckinCases(const std::string& name) {
  std::ifstream file(std::string(TIPLINE_SOURCE_DIR) + "/tests/data/checkin/" + name + ".json");
  return nlohmann::json::parse(file);
}

inline Millis Span(const std::string& text) {
  const bool before = text.starts_with('-');
  const size_t colon = text.find(':');
  const int64_t hours = std::atoll(text.c_str() + (before ? 1 : 0));
  const int64_t minutes = std::atoll(text.c_str() + colon + 1);
  const Millis span = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return before ? -span : span;
}

inline std::string SpanText(Millis span) {
  const int64_t minutes = span.count() / 60'000;
  const std::string rest = std::to_string(std::abs(minutes % 60));
  return std::to_string(minutes / 60) + ":" + (rest.size() < 2 ? "0" : "") + rest;
}

}  // namespace tipline::flows::testing
