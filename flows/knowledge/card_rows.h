// Cards: short texts that are the same for everybody who asks. Public. Pure. Tests:
// tests/data/knowledge/cards.json
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/knowledge/rows.h"

namespace tipline::flows {

struct CardRow {
  std::string id, topic, stage;
  std::string place;           // ISO 3166 or 3166-2; none: everywhere
  std::string origin, sector;  // for whom: the country that they come from, their work; none: all
  Texts label, text;
  TimePoint reviewed{};                // by people who know
  std::optional<TimePoint> review_by;  // the last day on which it is shown
  std::string source;                  // what it rests on: a convention, a law, an office
  bool operator==(const CardRow&) const = default;
};

Result<std::vector<CardRow>> ReadCardRows(const nlohmann::json& document);
nlohmann::json CardJson(const CardRow& row);

// The last day on which the card is shown.
TimePoint ShownUntil(const CardRow& row);

}  // namespace tipline::flows
