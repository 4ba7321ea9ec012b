#include "tests/chaos/plan.h"

#include <algorithm>
#include <cstdio>

#include "tests/chaos/chance.h"

namespace tipline::chaos {
namespace {

constexpr Ms kFullLoad{75'000};
constexpr Ms kBriefLoad{18'000};
constexpr Ms kWarmUp{1'500};    // nothing happens before: the first tips are in
constexpr Ms kCoolDown{1'500};  // nor at the very end: what comes last must meet a fault, not peace
constexpr size_t kBriefFaults = 7;  // besides those that are always there
constexpr int kPlaces = 200;        // tries to find a place without overlap

// A brief campaign has no room for an outage of half a minute.
Ms LongestOf(const FaultKind& kind, bool brief) {
  constexpr Ms kBriefOutage{5'000};
  return brief ? std::min(kind.longest, kBriefOutage) : kind.longest;
}

bool Fits(const FaultKind& kind, const PlanOptions& options) {
  if (options.left_out.count(kind.name) != 0) return false;
  if (!options.only.empty() && options.only.count(kind.name) == 0) return false;
  return options.sql == Sql::kPostgres ? kind.name != "disk_full_sqlite"
                                       : kind.name != "kill_postgres" && kind.name != "sql_cut";
}

// Those of the options, the longest first: who needs most room gets it first.
std::vector<FaultKind> Chosen(const PlanOptions& options, Chance& chance) {
  std::vector<FaultKind> chosen, others;
  for (const FaultKind& kind : FaultKinds()) {
    if (!Fits(kind, options)) continue;
    (options.brief && options.only.empty() && !kind.always ? others : chosen).push_back(kind);
  }
  chance.Shuffle(others);
  if (others.size() > kBriefFaults) others.resize(kBriefFaults);
  chosen.insert(chosen.end(), others.begin(), others.end());
  std::vector<FaultKind> all;
  for (const FaultKind& kind : chosen)
    all.insert(all.end(), options.brief ? 1 : static_cast<size_t>(kind.times), kind);
  std::stable_sort(all.begin(), all.end(),
                   [](const FaultKind& a, const FaultKind& b) { return a.longest > b.longest; });
  return all;
}

bool Overlaps(const std::vector<PlannedFault>& taken, const PlannedFault& fault,
              const std::string& resource) {
  constexpr Ms kApart{500};
  return std::any_of(taken.begin(), taken.end(), [&](const PlannedFault& other) {
    return FindKind(other.fault)->resource == resource && fault.at < other.end() + kApart &&
           other.at < fault.end() + kApart;
  });
}

PlannedFault Place(const FaultKind& kind, const PlanOptions& options, Ms load,
                   const std::vector<PlannedFault>& taken, Chance& chance) {
  const Ms longest = LongestOf(kind, options.brief);
  PlannedFault fault;
  fault.fault = kind.name;
  fault.lasts = Ms(chance.Between(std::min(kind.shortest, longest).count(), longest.count()));
  fault.amount = chance.Between(kind.least, kind.most);
  Ms from = kWarmUp, to = load - kCoolDown;
  for (const PlannedFault& other : taken) {
    if (other.fault != kind.within) continue;
    from = other.at;
    to = other.end();
    fault.lasts = std::min(fault.lasts, other.lasts / 2);
  }
  for (int i = 0; i < kPlaces; ++i) {
    fault.at = Ms(chance.Between(from.count(), (to - fault.lasts).count()));
    if (!Overlaps(taken, fault, kind.resource)) break;
  }
  return fault;
}

}  // namespace

const std::vector<FaultKind>& FaultKinds() {
  static const std::vector<FaultKind> kKinds = {
      {"kill_gateway", "gateway", Ms(0), Ms(1500), 0, 0, "", 3, true},
      {"kill_worker", "worker", Ms(0), Ms(2500), 0, 0, "", 3, true},
      {"kill_console", "console", Ms(0), Ms(2000), 0, 0, "", 1, false},
      {"kill_redis", "redis", Ms(0), Ms(2000), 0, 0, "", 2, false},
      {"kill_postgres", "sql", Ms(0), Ms(2000), 0, 0, "", 2, false},
      {"redis_away", "redis", Ms(30'000), Ms(30'000), 0, 0, "", 1, true},
      {"redis_pause", "redis", Ms(1000), Ms(4000), 0, 0, "", 1, false},
      {"disk_full_aof", "redis", Ms(1500), Ms(4000), 0, 0, "", 1, false},
      {"disk_full_spool", "spool", Ms(2000), Ms(5000), 0, 0, "", 1, false, "redis_away"},
      {"disk_full_sqlite", "sql", Ms(2000), Ms(5000), 0, 0, "", 1, false},
      {"redis_cut", "redis", Ms(1000), Ms(3000), 0, 3000, "bytes before each cut", 2, false},
      {"redis_delay", "redis", Ms(2000), Ms(5000), 5, 900, "ms", 1, false},
      {"sql_cut", "sql", Ms(1000), Ms(3000), 0, 6000, "bytes before each cut", 2, false},
      {"sql_delay", "sql", Ms(2000), Ms(4000), 5, 400, "ms", 1, false},
      {"provider_429", "provider", Ms(2000), Ms(4000), 1, 2, "s to wait", 1, false},
      {"provider_500", "provider", Ms(2000), Ms(4000), 0, 0, "", 1, false},
      {"provider_hang", "provider", Ms(2000), Ms(4000), 0, 0, "", 1, false},
      {"provider_half", "provider", Ms(2000), Ms(4000), 0, 0, "", 1, false},
      // Less than a repeat of an ended session is known for (store::kEndedTtl, 15 minutes).
      {"clock_jump_forward", "clock", Ms(2000), Ms(8000), 5, 600, "s", 1, false},
      {"clock_jump_back", "clock", Ms(2000), Ms(8000), 5, 600, "s", 1, false},
      {"slow_clients", "slow", Ms(4000), Ms(9000), 10, 60, "connections", 1, false},
      {"aborted_clients", "aborted", Ms(4000), Ms(9000), 20, 60, "percent", 1, false},
  };
  return kKinds;
}

const FaultKind* FindKind(const std::string& name) {
  for (const FaultKind& kind : FaultKinds())
    if (kind.name == name) return &kind;
  return nullptr;
}

Plan MakePlan(const PlanOptions& options) {
  Chance chance(options.seed, 0);
  Plan plan;
  plan.load = options.brief ? kBriefLoad : kFullLoad;
  for (const FaultKind& kind : Chosen(options, chance))
    plan.faults.push_back(Place(kind, options, plan.load, plan.faults, chance));
  std::stable_sort(plan.faults.begin(), plan.faults.end(),
                   [](const PlannedFault& a, const PlannedFault& b) { return a.at < b.at; });
  return plan;
}

std::string Describe(const PlannedFault& fault) {
  char text[160];
  std::snprintf(text, sizeof text, "%7.2f s  %-18s for %5.2f s",
                static_cast<double>(fault.at.count()) / 1000, fault.fault.c_str(),
                static_cast<double>(fault.lasts.count()) / 1000);
  const FaultKind* kind = FindKind(fault.fault);
  if (kind == nullptr || kind->unit.empty()) return text;
  return std::string(text) + ", " + std::to_string(fault.amount) + " " + kind->unit;
}

}  // namespace tipline::chaos
