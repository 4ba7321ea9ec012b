// Entries of the public directory of services (domain.md §5.4), as they are published: what anybody
// may know. There is no field for what is private, and a document that has one is refused. Pure.
// Tests: tests/data/knowledge/services.json
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/knowledge/rows.h"

namespace tipline::flows {

// Flagged when nobody has checked it for so long; kShownFor hides it.
constexpr Millis kFreshFor{int64_t{90} * 24 * 3600 * 1000};

struct ServiceRow {
  std::string id, name;
  std::vector<std::string> needs;      // as config/data/needs.json has them
  std::vector<std::string> areas;      // ISO 3166 or 3166-2; none: everywhere
  std::vector<std::string> languages;  // that are spoken there
  std::vector<std::string> who;        // for whom; none: anybody
  std::string hours, zone;             // open_hours.h
  std::string cost;                    // free, low, paid; empty: not known
  std::string phone;                   // E.164, or a short code
  std::string place;                   // where, in public words
  Texts note;
  std::vector<std::string> closed;  // open_hours.h
  TimePoint verified{};
  std::string verified_by;
  bool operator==(const ServiceRow&) const = default;
};

// Where such a service is must never be public.
bool HasHiddenPlace(const std::vector<std::string>& needs);

Result<std::vector<ServiceRow>> ReadServices(const nlohmann::json& document);
nlohmann::json ServiceJson(const ServiceRow& row);

}  // namespace tipline::flows
