#include "tests/chaos/plan.h"

#include <map>

#include <gtest/gtest.h>

#include "tests/chaos/fault.h"

namespace tipline::chaos {
namespace {

std::string Text(const Plan& plan) {
  std::string text;
  for (const PlannedFault& fault : plan.faults)
    text += Describe(fault) + "\n";
  return text;
}

TEST(ChaosPlan, TheSameSeedGivesTheSamePlanAndAnotherSeedAnother) {
  PlanOptions options;
  options.seed = 7;
  const std::string plan = Text(MakePlan(options));
  EXPECT_EQ(Text(MakePlan(options)), plan);
  options.seed = 8;
  EXPECT_NE(Text(MakePlan(options)), plan);
}

TEST(ChaosPlan, IsTheSameOnEveryMachine) {
  PlanOptions options;
  options.seed = 1;
  const Plan plan = MakePlan(options);
  ASSERT_FALSE(plan.faults.empty());
  EXPECT_EQ(Describe(plan.faults.front()),
            "   2.43 s  redis_cut          for  2.41 s, 2389 bytes before each cut");
}

TEST(ChaosPlan, AFullCampaignHasEveryFaultOfItsEngine) {
  for (const Sql sql : {Sql::kSqlite, Sql::kPostgres})
    for (uint64_t seed = 1; seed <= 50; ++seed) {
      PlanOptions options;
      options.seed = seed;
      options.sql = sql;
      std::map<std::string, int> times;
      for (const PlannedFault& fault : MakePlan(options).faults)
        ++times[fault.fault];
      for (const FaultKind& kind : FaultKinds()) {
        const bool postgres_only = kind.name == "kill_postgres" || kind.name == "sql_cut";
        const bool sqlite_only = kind.name == "disk_full_sqlite";
        const bool wanted = sql == Sql::kSqlite ? !postgres_only : !sqlite_only;
        EXPECT_EQ(times[kind.name], wanted ? kind.times : 0) << kind.name << " of seed " << seed;
      }
    }
}

TEST(ChaosPlan, FaultsOfOneResourceDoNotOverlapAndOthersDo) {
  int overlaps = 0;
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    PlanOptions options;
    options.seed = seed;
    const Plan plan = MakePlan(options);
    for (size_t i = 0; i < plan.faults.size(); ++i)
      for (size_t k = i + 1; k < plan.faults.size(); ++k) {
        if (plan.faults[k].at >= plan.faults[i].end()) continue;
        EXPECT_NE(FindKind(plan.faults[i].fault)->resource,
                  FindKind(plan.faults[k].fault)->resource)
            << "seed " << seed << "\n"
            << Text(plan);
        ++overlaps;
      }
  }
  EXPECT_GT(overlaps, 50);
}

TEST(ChaosPlan, EverythingIsOverWhenTheLoadEnds) {
  for (const bool brief : {false, true})
    for (uint64_t seed = 1; seed <= 50; ++seed) {
      PlanOptions options;
      options.seed = seed;
      options.brief = brief;
      const Plan plan = MakePlan(options);
      for (const PlannedFault& fault : plan.faults) {
        EXPECT_GT(fault.at, Ms(0));
        EXPECT_LT(fault.end(), plan.load) << Describe(fault);
      }
    }
}

TEST(ChaosPlan, RedisIsAwayForHalfAMinuteAndForFiveSecondsInAShortOne) {
  for (const bool brief : {false, true}) {
    PlanOptions options;
    options.brief = brief;
    Ms away{};
    for (const PlannedFault& fault : MakePlan(options).faults)
      if (fault.fault == "redis_away") away = fault.lasts;
    EXPECT_EQ(away, brief ? Ms(5'000) : Ms(30'000));
  }
}

TEST(ChaosPlan, TheSpoolsDiskIsFullWhileItIsNeeded) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    PlanOptions options;
    options.seed = seed;
    PlannedFault away, full;
    for (const PlannedFault& fault : MakePlan(options).faults) {
      if (fault.fault == "redis_away") away = fault;
      if (fault.fault == "disk_full_spool") full = fault;
    }
    EXPECT_GE(full.at, away.at);
    EXPECT_LE(full.end(), away.end());
    EXPECT_GE(full.lasts, Ms(2'000));
  }
}

TEST(ChaosPlan, TakesOnlyWhatIsAskedForAndLeavesOutWhatCannotBeDone) {
  PlanOptions options;
  options.only = {"kill_worker", "redis_cut", "clock_jump_back"};
  options.left_out = {"clock_jump_back"};
  for (const bool brief : {false, true}) {
    options.brief = brief;
    std::map<std::string, int> times;
    for (const PlannedFault& fault : MakePlan(options).faults)
      ++times[fault.fault];
    EXPECT_EQ(times.size(), 2U);
    EXPECT_GT(times["kill_worker"], 0);
    EXPECT_GT(times["redis_cut"], 0);
  }
}

TEST(ChaosPlan, EveryKindIsAFaultThatIsThere) {
  for (const FaultKind& kind : FaultKinds())
    EXPECT_NE(FindFault(kind.name), nullptr) << kind.name;
}

}  // namespace
}  // namespace tipline::chaos
