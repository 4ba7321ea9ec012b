// What a seed does: which faults, when, for how long and how hard. Pure: the same options give the
// same plan on every machine. Times are milliseconds since the load began. Tests: plan_test.cc
#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace tipline::chaos {

using Ms = std::chrono::milliseconds;

struct PlannedFault {
  Ms at{};
  std::string fault;
  Ms lasts{};
  int64_t amount = 0;  // what it means: FaultKind::unit
  Ms end() const { return at + lasts; }
};

// What can be planned. Faults of one resource never overlap, so that each of them is felt; those of
// different ones do, and that is what a campaign is for.
struct FaultKind {
  std::string name;
  std::string resource;
  Ms shortest{}, longest{};
  int64_t least = 0, most = 0;
  std::string unit;      // of the amount; empty: it has none
  int times = 1;         // in a full campaign
  bool always = false;   // in a short one, too
  std::string within{};  // only felt while this other fault lasts
};
const std::vector<FaultKind>& FaultKinds();
const FaultKind* FindKind(const std::string& name);

enum class Sql { kSqlite, kPostgres };

struct PlanOptions {
  uint64_t seed = 1;
  bool brief = false;  // about 30 s instead of about 100 s
  Sql sql = Sql::kSqlite;
  std::set<std::string> only;      // empty: by the seed
  std::set<std::string> left_out;  // what this machine or build cannot do
};

struct Plan {
  Ms load{};                         // how long the senders send
  std::vector<PlannedFault> faults;  // by time
};
Plan MakePlan(const PlanOptions& options);

// One line per fault, as --list prints it.
std::string Describe(const PlannedFault& fault);

}  // namespace tipline::chaos
