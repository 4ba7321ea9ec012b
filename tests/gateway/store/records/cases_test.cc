// How tips become cases, and how cases change. What is kept of numbers and words:
// cases_kept_test.cc
#include "gateway/store/records/cases.h"

#include <algorithm>
#include <set>

#include "tests/gateway/store/records/cases_world.h"

namespace tipline::store {
namespace {

class CasesTest : public CasesWorld {};

TEST_P(CasesTest, ATipBecomesACaseWithItsWordsReasonsAndTimeline) {
  Import(1);
  Intake intake = MakeIntake("tip1", "talk1");
  intake.offer = OfferTo(1, now_ + std::chrono::hours(1));
  const TakenIn taken = Take(intake);
  EXPECT_TRUE(taken.fresh);
  ASSERT_EQ(taken.offers.size(), 1U);
  EXPECT_EQ(taken.offers[0].responder_id, "r1");
  EXPECT_EQ(taken.offers[0].reference, taken.item.reference);

  const auto file = records().Show(taken.item.reference, "amina", now_);
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->row.item.id, taken.item.id);
  EXPECT_EQ(file->row.item.priority, Priority::kP1);
  EXPECT_EQ(file->row.item.status, "received");
  EXPECT_EQ(file->row.item.indicators, (std::vector<std::string>{"ILO03", "ILO07"}));
  EXPECT_EQ(file->row.item.due_at, now_ + std::chrono::minutes(15));
  ASSERT_EQ(file->tips.size(), 1U);
  ASSERT_TRUE(file->tips[0].tip.has_value());
  EXPECT_EQ(file->tips[0].tip->text.Reveal(), "CANARYWORDS behind the harbour");
  ASSERT_EQ(file->tips[0].assessment.reasons.size(), 1U);
  EXPECT_EQ(file->tips[0].assessment.reasons[0].evidence, "CANARYEVIDENCE");
  ASSERT_EQ(file->referrals.size(), 1U);
  EXPECT_EQ(file->referrals[0].organisation, "Organisation 1");
  std::vector<std::string> actions;
  for (const TimelineEntry& entry : file->timeline)
    actions.push_back(entry.action);
  std::sort(actions.begin(), actions.end());
  EXPECT_EQ(actions, (std::vector<std::string>{"offered", "read", "received"}));
}

TEST_P(CasesTest, TheSameTipTwiceIsOneCaseAndNamesItsOpenOffersAgain) {
  Import(1);
  Intake intake = MakeIntake("tip1", "talk1");
  intake.offer = OfferTo(1, now_ + std::chrono::hours(1));
  const TakenIn first = Take(intake);
  const TakenIn second = Take(intake);
  EXPECT_FALSE(second.fresh);
  EXPECT_EQ(second.item.id, first.item.id);
  ASSERT_EQ(second.offers.size(), 1U);
  EXPECT_EQ(second.offers[0].id, first.offers[0].id);
  const auto rows = records().List({});
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().tips, 1);
  EXPECT_EQ(rows->front().referrals, 1);
}

TEST_P(CasesTest, TipsOfOneConversationShareACaseAndOnlyRaiseIt) {
  const TakenIn first = Take(MakeIntake("tip1", "talk1"));
  Intake later = MakeIntake("tip2", "talk1");
  later.assessment.priority = Priority::kP3;
  later.assessment.indicators = {"ILO11"};
  EXPECT_EQ(Take(later).item.priority, Priority::kP1);
  Intake worse = MakeIntake("tip3", "talk1");
  worse.assessment.priority = Priority::kP0;
  const TakenIn third = Take(worse);
  EXPECT_EQ(third.item.id, first.item.id);
  EXPECT_EQ(third.item.priority, Priority::kP0);
  EXPECT_EQ(third.item.indicators, (std::vector<std::string>{"ILO03", "ILO07", "ILO11"}));
  EXPECT_NE(Take(MakeIntake("tip4", "talk2")).item.id, first.item.id);
}

TEST_P(CasesTest, ABatchIsAllOrNothing) {
  std::vector<Intake> batch;
  for (int i = 0; i < 128; ++i)
    batch.push_back(MakeIntake("tip" + std::to_string(i), "talk" + std::to_string(i)));
  batch[100].box.clear();
  EXPECT_FALSE(records().TakeIn(batch, now_).has_value());
  EXPECT_TRUE(records().List({})->empty());
  batch[100] = MakeIntake("tip100", "talk100");
  const auto taken = records().TakeIn(batch, now_);
  ASSERT_TRUE(taken.has_value()) << taken.error().message;
  std::set<std::string> references;
  for (const TakenIn& one : *taken)
    references.insert(one.item.reference);
  EXPECT_EQ(references.size(), 128U);
  for (const std::string& reference : references)
    EXPECT_TRUE(reference.size() >= 4 && reference.size() <= 6);
}

TEST_P(CasesTest, ListsTheMostUrgentFirstAndFilters) {
  for (const auto& [id, priority] :
       {std::pair{"a", Priority::kP2}, {"b", Priority::kP0}, {"c", Priority::kP2}}) {
    Intake intake = MakeIntake(id, id);
    intake.assessment.priority = priority;
    Take(intake);
  }
  const auto all = records().List({});
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 3U);
  EXPECT_EQ(all->front().item.priority, Priority::kP0);
  CaseFilter filter;
  filter.priority = Priority::kP2;
  EXPECT_EQ(records().List(filter)->size(), 2U);
  ASSERT_TRUE(records().Claim(By("amina", all->front().item)));
  filter = {};
  filter.assigned_to = "amina";
  EXPECT_EQ(records().List(filter)->size(), 1U);
  filter = {};
  filter.status = "received";
  filter.needs_person = true;
  EXPECT_EQ(records().List(filter)->size(), 2U);
  filter = {};
  filter.limit = 1;
  EXPECT_EQ(records().List(filter)->size(), 1U);
}

TEST_P(CasesTest, TwoPeopleClaimingAtOnceMeetAConflict) {
  const Case item = Take(MakeIntake("tip1", "talk1")).item;
  ASSERT_TRUE(records().Claim(By("amina", item)).has_value());
  const auto stale = records().Claim(By("brian", item));
  ASSERT_FALSE(stale.has_value());
  EXPECT_EQ(stale.error().code, Code::kConflict);
  const auto taken = records().Claim({item.id, 0, "brian", now_});
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().code, Code::kConflict);
  EXPECT_EQ(records().Find(item.id)->assigned_to, "amina");
}

TEST_P(CasesTest, ClosingNeedsACodeAndWithdrawsOffers) {
  Import(1);
  Intake intake = MakeIntake("tip1", "talk1");
  intake.offer = OfferTo(1, now_ + std::chrono::hours(1));
  const TakenIn taken = Take(intake);
  const Case& item = taken.item;
  ASSERT_TRUE(records().Claim({item.id, 0, "amina", now_}));
  EXPECT_EQ(records().Close({item.id, 0, "amina", now_}, "no such code", {}).error().code,
            Code::kInvalid);
  const auto closed = records().Close({item.id, 0, "amina", now_}, "service_received",
                                      Secret<std::string>("CANARYNOTE"));
  ASSERT_TRUE(closed.has_value()) << closed.error().message;
  EXPECT_EQ(closed->status, "closed");
  EXPECT_EQ(records().FindReferral(taken.offers[0].id)->status, "withdrawn");
  const auto file = records().Show(item.id, "amina", now_);
  ASSERT_EQ(file->messages.size(), 1U);
  EXPECT_EQ(file->messages[0].text.Reveal(), "CANARYNOTE");
  EXPECT_EQ(file->messages[0].direction, "note");
  EXPECT_EQ(records().Close({item.id, 0, "amina", now_}, "service_received", {}).error().code,
            Code::kConflict);
}

TEST_P(CasesTest, UnknownCasesAreNotFound) {
  EXPECT_EQ(records().Find("nothing").error().code, Code::kNotFound);
  EXPECT_EQ(records().Show("4821", "amina", now_).error().code, Code::kNotFound);
  EXPECT_EQ(records().Claim({"nothing", 0, "amina", now_}).error().code, Code::kNotFound);
}

TEST_P(CasesTest, AMarkForStaffStaysAndWhoPassedIsNotAskedAgain) {
  Import(2);
  Intake first = MakeIntake("tip1", "talk1");
  first.offer = OfferTo(1, now_ + std::chrono::hours(1));
  const auto taken = Take(first);
  ASSERT_TRUE(records().TurnDown(taken.offers[0], "declined", std::nullopt, now_));
  Intake again = MakeIntake("tip2", "talk1");
  again.offer = OfferTo(1, now_ + std::chrono::hours(1));
  EXPECT_TRUE(Take(again).offers.empty());
  EXPECT_TRUE(records().List({})->front().needs_person);
  Intake other = MakeIntake("tip3", "talk1");
  other.offer = OfferTo(2, now_ + std::chrono::hours(1));
  EXPECT_EQ(Take(other).offers.size(), 1U);
  EXPECT_TRUE(records().List({})->front().needs_person);
}

INSTANTIATE_TEST_SUITE_P(Engines, CasesTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
