// Rows of a register of recruiters as published, for register.cc and for the worker that counts
// complaints. Pure. Tests: tests/data/knowledge/register.json
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/base/time.h"

namespace tipline::flows {

// Of one authority, as of one day.
struct RegisterHead {
  std::string id, name;
  std::string country;  // ISO 3166-1; whose phone numbers are read as national ones
  TimePoint as_of{};
  int stale_after_days = 0;
  bool Stale(TimePoint now) const { return now - as_of > std::chrono::days(stale_after_days); }
};

struct Recruiter {
  std::string name;
  std::vector<std::string> names;  // other ones
  std::string licence, phone;      // E.164
  std::string status;              // kRecruiterStates
  std::optional<TimePoint> expires;
  std::vector<std::string> destinations;  // ISO 3166-1
  std::vector<std::string> job_orders;    // approved, as the register calls them
  size_t of = 0;                          // register
};

struct Registers {
  std::vector<RegisterHead> heads;
  std::vector<Recruiter> rows;
};

const std::vector<std::string>& RecruiterStates();
bool IsRecruiterState(std::string_view text);
// "valid" whose day has passed is "expired", whatever the register still says.
std::string StatusOn(const Recruiter& recruiter, TimePoint now);
// Only letters and digits: "RL-12/2024" -> "rl122024".
std::string BareLicence(std::string_view text);
std::string DigitsOf(std::string_view text);

// {"source":"register","as_of":…,"stale_after_days":…,"registers":[…],"rows":[…]}: see register.cc.
Result<Registers> ReadRegisters(const nlohmann::json& document);

}  // namespace tipline::flows
