// What a tip says of a professional, against the records.
#include "workers/jobs/role_facts.h"

#include "flows/routing/route.h"
#include "tests/workers/inquiries/inquiry_world.h"

namespace tipline::workers {
namespace {

constexpr const char* kPhone = "+254711000042";

class RoleFactsTest : public InquiryWorld {
 protected:
  void Enrol(const std::string& role, bool withdrawn = false, const std::string& supervisor = {}) {
    store::VerifiedRole one;
    one.id = "role1";
    one.role = role;
    one.country = "KE";
    one.district = "Kaya";
    one.supervisor = supervisor;
    one.own = {"Ouedraogo"};
    one.made_at = clock_.Now();
    one.expires_at = clock_.Now() + std::chrono::hours(1);
    store::VerifiedRoles roles(*database_, keys_);
    ASSERT_TRUE(roles.Add(one, Secret<std::string>("2718281828"), "amina"));
    ASSERT_EQ(Ask({kPhone, "join"}, "role_join", {{"code", "2718281828"}}).size(), 1U);
    if (withdrawn) {
      ASSERT_TRUE(roles.Withdraw("role1", "amina", clock_.Now()).has_value());
    }
  }
  Tip Screened(const std::string& role) {
    Tip tip = MakeTip("tip1", "");
    tip.pseudonym = Pseudonym(keys_, kPhone);
    tip.answers = {{"screened_as", role},       {"screen_country", "KE"},
                   {"signs_kept", "debt"},      {"positive_d1", "positive"},
                   {"positive_d4", "positive"}, {"positive_d5", "positive"}};
    return tip;
  }
  Case TakeIn(const Tip& tip) {
    Send(tip);
    RunUntilIdle();
    const auto rows = Cases();
    EXPECT_EQ(rows.size(), 1U);
    return rows.empty() ? Case() : rows.front().item;
  }
  Tip Kept(const Case& item) { return *services_->cases.TipsOf(item.id)->front().tip; }
};

TEST_P(RoleFactsTest, AScreeningOfAVerifiedProfessionalWeighs) {
  Enrol("nurse");
  const Case item = TakeIn(Screened("nurse"));
  EXPECT_EQ(item.priority, Priority::kP1);
  EXPECT_EQ(Kept(item).answers.at("screened_as"), "nurse");
}

TEST_P(RoleFactsTest, OneWhoseRoleWasTakenBackDoesNotAndStaffSeeIt) {
  Enrol("nurse", true);
  const Case item = TakeIn(Screened("nurse"));
  EXPECT_GT(item.priority, Priority::kP1);
  const Tip tip = Kept(item);
  EXPECT_EQ(tip.answers.count("screened_as"), 0U);
  EXPECT_EQ(tip.answers.count("positive_d4"), 0U);
  EXPECT_EQ(tip.answers.at("role_unverified"), "nurse");
  EXPECT_EQ(tip.answers.at("signs_kept"), "debt") << "what was said stays";
}

TEST_P(RoleFactsTest, AnotherRoleIsNotThatOne) {
  Enrol("teacher");
  EXPECT_EQ(Kept(TakeIn(Screened("nurse"))).answers.at("role_unverified"), "nurse");
}

TEST_P(RoleFactsTest, ARefererIsCheckedToo) {
  Tip tip = MakeTip("tip1", "they hold her papers");
  tip.answers = {{"referred_by", "officer"}, {"referral_country", "KE"}};
  const Tip kept = Kept(TakeIn(tip));
  EXPECT_EQ(kept.answers.count("referred_by"), 0U);
  EXPECT_EQ(kept.answers.at("role_unverified"), "officer");
}

TEST_P(RoleFactsTest, WithoutAKnownSupervisorNobodyIsAskedByTheMachine) {
  Enrol("facilitator");
  Tip tip = MakeTip("tip1", "a girl works for Ouedraogo");
  tip.pseudonym = Pseudonym(keys_, kPhone);
  const Case item = TakeIn(tip);
  EXPECT_EQ(Kept(item).answers.at("kept_from"), flows::kKeptFromAll);
  EXPECT_TRUE(ReferralsOf(item).empty());
}

TEST_P(RoleFactsTest, OfAFacilitatorWhoseNamesCannotBeReadNobodyIsAskedByTheMachine) {
  for (const char* role : {"facilitator", "nurse"}) {
    Enrol(role, false, "org1");
    Say("UPDATE roles SET details_sealed = 'no box'");
    Tip tip = MakeTip(role, "a girl works for Ouedraogo", true);
    tip.pseudonym = Pseudonym(keys_, kPhone);
    Send(tip);
    RunUntilIdle();
    for (const store::CaseRow& row : Cases()) {
      if (Kept(row.item).id != role) continue;
      const bool kept = role == std::string("facilitator");
      EXPECT_EQ(Kept(row.item).answers.contains("kept_from"), kept) << role;
      EXPECT_EQ(ReferralsOf(row.item).empty(), kept) << role;
    }
    Say("DELETE FROM roles");
  }
  EXPECT_EQ(Cases().size(), 2U);
}

TEST_P(RoleFactsTest, WordsAddedToWhatIsKeptFromAllAlarmNobody) {
  Enrol("facilitator");
  Tip tip = MakeTip("tip1", "a girl works for Ouedraogo");
  tip.pseudonym = Pseudonym(keys_, kPhone);
  const Case item = TakeIn(tip);
  Tip later = MakeTip("tip2", "they beat her, she is locked in", true);
  later.conversation = tip.conversation;
  Send(later);
  RunUntilIdle();
  EXPECT_EQ(services_->cases.Find(item.id)->priority, Priority::kP0);
  EXPECT_TRUE(ReferralsOf(item).empty());
  // Both taken in at once.
  Tip first = MakeTip("tip3", "a boy works for Ouedraogo");
  first.pseudonym = tip.pseudonym;
  Tip second = MakeTip("tip4", "he is locked in", true);
  second.conversation = first.conversation;
  second.pseudonym = tip.pseudonym;
  Send(first);
  Send(second);
  RunUntilIdle();
  ASSERT_EQ(Cases().size(), 2U);
  for (const store::CaseRow& row : Cases())
    EXPECT_TRUE(ReferralsOf(row.item).empty());
  EXPECT_EQ(provider_.count(), 0U);
}

TIPLINE_ON_BOTH_ENGINES(RoleFactsTest);

}  // namespace
}  // namespace tipline::workers
