#include "flows/cases/lifecycle.h"

#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

const TimePoint kNow = FromMillis(1'764'000'000'000);

Json ReadCases(const char* name) {
  std::ifstream in(std::filesystem::path(TIPLINE_SOURCE_DIR) / "tests/data/cases" / name);
  return Json::parse(in);
}

ActorRole RoleFrom(const std::string& name) {
  for (const ActorRole role :
       {ActorRole::kSystem, ActorRole::kAgent, ActorRole::kSupervisor, ActorRole::kResponder})
    if (name == ActorRoleName(role)) return role;
  ADD_FAILURE() << name;
  return ActorRole::kSystem;
}

Change::Kind KindFrom(const std::string& name) {
  if (name == "assign") return Change::Kind::kAssign;
  if (name == "priority") return Change::Kind::kPriority;
  if (name == "close") return Change::Kind::kClose;
  if (name == "reopen") return Change::Kind::kReopen;
  EXPECT_EQ(name, "status");
  return Change::Kind::kStatus;
}

TEST(Lifecycle, AllowsWhatTheTableSays) {
  const Json table = ReadCases("transitions.json");
  for (const auto& [from, roles] : table.items())
    for (const auto& [role, next] : roles.items()) {
      SCOPED_TRACE(from + " by " + role);
      EXPECT_EQ(NextStatuses(from, RoleFrom(role)), next.get<std::vector<std::string>>());
    }
  EXPECT_EQ(table.size(), CaseStatuses().size());
}

TEST(Lifecycle, TheMachineNeverClosesOrRejects) {
  for (const std::string& from : CaseStatuses())
    for (const std::string& to : CaseStatuses()) {
      if (IsClosedStatus(to)) {
        EXPECT_FALSE(CheckTransition(from, to, ActorRole::kSystem)) << from << to;
      }
      if (!CheckTransition(from, to)) {
        for (const ActorRole role :
             {ActorRole::kSystem, ActorRole::kAgent, ActorRole::kSupervisor, ActorRole::kResponder})
          EXPECT_FALSE(CheckTransition(from, to, role)) << from << to;
      }
    }
}

TEST(Lifecycle, EveryOpenCaseCanBeReferredAndEveryClosedOneReopened) {
  for (const std::string& from : CaseStatuses()) {
    if (IsClosedStatus(from)) {
      EXPECT_TRUE(CheckTransition(from, "open")) << from;
    } else if (from != "referred" && from != "sealed" && from != "exercise") {
      EXPECT_TRUE(CheckTransition(from, "referred", ActorRole::kResponder)) << from;
    }
    EXPECT_FALSE(CheckTransition(from, from)) << from;
    EXPECT_TRUE(IsClosedStatus(from) || CheckTransition(from, ClosedStatus(from))) << from;
  }
  EXPECT_EQ(CheckTransition("received", "lost").error().code, Code::kInvalid);
  EXPECT_EQ(CheckTransition("", "open").error().code, Code::kInvalid);
  EXPECT_EQ(CheckTransition("closed", "assigned").error().code, Code::kDenied);
}

TEST(Lifecycle, ChangesDoWhatFollows) {
  for (const Json& one : ReadCases("changes.json")) {
    SCOPED_TRACE(one.dump());
    const Json& from = one.at("from");
    tipline::Case item;
    item.status = from.value("status", "open");
    item.priority = PriorityFromName(from.value("priority", "P3")).value_or(Priority::kP0);
    item.assigned_to = from.value("assigned_to", "");
    item.closure_code = from.value("closure_code", "");
    item.due_at = kNow + std::chrono::hours(24);
    item.revision = 7;
    const Change change{KindFrom(one.at("kind")), one.value("value", ""), one.value("reason", "")};
    const auto changed = Apply(item, change, {"amina", RoleFrom(one.value("by", "agent"))}, kNow);
    if (one.contains("error")) {
      ASSERT_FALSE(changed);
      EXPECT_EQ(CodeName(changed.error().code), one["error"].get<std::string>());
      continue;
    }
    ASSERT_TRUE(changed) << changed.error().message;
    EXPECT_EQ(changed->revision, 8);
    EXPECT_EQ(changed->updated_at, kNow);
    const Json& to = one.at("to");
    EXPECT_EQ(changed->status, to.value("status", item.status));
    EXPECT_EQ(PriorityName(changed->priority),
              to.value("priority", std::string(PriorityName(item.priority))));
    EXPECT_EQ(changed->assigned_to, to.value("assigned_to", item.assigned_to));
    EXPECT_EQ(changed->closure_code, to.value("closure_code", item.closure_code));
    if (to.contains("due_in_minutes")) {
      if (to["due_in_minutes"].is_null()) {
        EXPECT_FALSE(changed->due_at);
      } else {
        ASSERT_TRUE(changed->due_at);
        EXPECT_EQ(*changed->due_at - kNow, std::chrono::minutes(to["due_in_minutes"].get<int>()));
      }
    }
  }
}

TEST(Closure, CodesAreUniqueAndContactCodesMakeNonCases) {
  std::set<std::string> codes;
  for (const ClosureCode& one : ClosureCodeTable()) {
    EXPECT_TRUE(codes.insert(one.code).second) << one.code;
    EXPECT_TRUE(CheckClosureCode(one.code));
    EXPECT_EQ(ClosedStatus("received", one.code),
              one.group == std::string("contact") ? "non_case" : "closed");
    EXPECT_EQ(ClosedStatus("in_progress", one.code), "closed");
  }
  EXPECT_EQ(codes.size(), ClosureCodes().size());
  EXPECT_FALSE(CheckClosureCode("because"));
}

TEST(Clocks, FollowThePriority) {
  EXPECT_EQ(DueAt(Priority::kP0, kNow) - kNow, std::chrono::seconds(60));
  EXPECT_EQ(DueAt(Priority::kP1, kNow) - kNow, std::chrono::minutes(15));
  EXPECT_EQ(DueAt(Priority::kP2, kNow) - kNow, std::chrono::hours(4));
  EXPECT_EQ(DueAt(Priority::kP3, kNow) - kNow, std::chrono::hours(24));
  const auto friday = ParseTime("2026-11-27T09:00:00Z");
  EXPECT_EQ(FormatTime(DueAt(Priority::kP4, *friday)),
            "2026-12-02T09:00:00Z");  // Monday, Tuesday, Wednesday
  for (const Priority p :
       {Priority::kP0, Priority::kP1, Priority::kP2, Priority::kP3, Priority::kP4}) {
    Millis before(0);
    for (const Escalation& step : Ladder(p)) {
      EXPECT_GT(step.after, before);
      before = step.after;
    }
    EXPECT_GT(Ladder(p).front().after, DueAt(p, kNow) - kNow) << PriorityName(p);
  }
}

}  // namespace
}  // namespace tipline::flows
