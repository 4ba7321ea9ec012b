#include "gateway/store/records/outbound.h"

#include <algorithm>
#include <tuple>

#include "tests/gateway/store/records/outbound_world.h"

namespace tipline::store {
namespace {

class OutboundTest : public OutboundWorld {};

TEST_P(OutboundTest, AddingTwiceIsOnceAndRepliesGoFirst) {
  const auto fresh = records().Add(
      {Message("c", OutboundClass::kNotice), Message("a"), Message("b", OutboundClass::kReply)});
  ASSERT_TRUE(fresh.has_value()) << fresh.error().message;
  EXPECT_EQ(fresh->size(), 3U);
  EXPECT_EQ(*records().Add({Message("a"), Message("d")}), Ids{"d"});
  EXPECT_EQ(Take({1}), (Ids{"b", "a", "d", "c"}));
}

TEST_P(OutboundTest, TakesOnlyItsPartitionsAndMarksBeforeSending) {
  ASSERT_TRUE(records().Add(
      {Message("a", OutboundClass::kAlert, 1), Message("b", OutboundClass::kAlert, 2)}));
  EXPECT_EQ(Take({1}), Ids{"a"});
  EXPECT_EQ(Take({1}), Ids{});
  EXPECT_EQ(Find("a")->state, "sending");
  EXPECT_EQ(Find("a")->attempts, 1);
  const TimePoint later = now_ + std::chrono::seconds(1);
  EXPECT_EQ(*records().Reclaim({2}, later, {}, later), 0);
  EXPECT_EQ(*records().Reclaim({1}, now_, {}, later), 0);      // its request may be under way
  EXPECT_EQ(*records().Reclaim({1}, later, {"a"}, later), 0);  // it is: here
  // Left behind by a crash: sent again under the same reference.
  EXPECT_EQ(*records().Reclaim({1}, later, {}, later), 1);
  EXPECT_EQ(Take({1}), Ids{"a"});
  EXPECT_EQ(Find("a")->attempts, 2);
}

TEST_P(OutboundTest, ARetryWaitsForItsTimeAndAFinalMessageLosesItsBox) {
  ASSERT_TRUE(records().Add({Message("a")}));
  Take({1});
  ASSERT_TRUE(
      records().Finish({{"a", 1, "queued", "", "busy", now_ + std::chrono::seconds(5)}}, now_));
  EXPECT_EQ(Take({1}), Ids{});
  const auto later = records().Take({1}, {}, 10, now_ + std::chrono::seconds(5));
  ASSERT_EQ(later->size(), 1U);
  EXPECT_EQ(later->front().box, "sealed");
  ASSERT_TRUE(records().Finish({{"a", 2, "sent", "p1", "", std::nullopt}}, now_));
  EXPECT_EQ(BoxOf("a"), "");
}

TEST_P(OutboundTest, WhatEndedIsWrittenWithWhatIsTakenNext) {
  ASSERT_TRUE(records().Add({Message("a"), Message("b")}));
  ASSERT_EQ(records().Take({1}, {}, 1, now_)->size(), 1U);
  const std::vector<Attempt> ended = {{"a", 1, "sent", "p1", "", std::nullopt}};
  const auto next = records().Take({1}, {}, 1, now_, ended);
  ASSERT_TRUE(next && next->size() == 1);
  EXPECT_EQ(next->front().id, "b");
  EXPECT_EQ(Find("a")->state, "sent");
  // Also when there is nothing to take, and again: the answer of a commit may get lost.
  const std::vector<Attempt> last = {{"b", 1, "delivered", "p2", "", std::nullopt}};
  EXPECT_EQ(records().Take({1}, {}, 1, now_, last)->size(), 0U);
  EXPECT_EQ(records().Take({1}, {}, 1, now_, last)->size(), 0U);
  EXPECT_EQ(Find("b")->state, "delivered");
  EXPECT_EQ(BoxOf("b"), "");
}

TEST_P(OutboundTest, TheOldestOfAClassGoFirstWhateverElseWaits) {
  std::vector<OutboundRow> rows;
  for (int i = 0; i < 30; ++i) {
    rows.push_back(Message("r" + std::to_string(10 + i), OutboundClass::kReply));
    rows.back().created_at = now_ - std::chrono::seconds(i);
  }
  rows.push_back(Message("other", OutboundClass::kAlert));
  rows.back().channel = "full";
  rows.push_back(Message("later", OutboundClass::kAlert));
  rows.back().next_try_at = now_ + std::chrono::seconds(1);
  rows.push_back(Message("elsewhere", OutboundClass::kAlert, 2));
  ASSERT_TRUE(records().Add(rows));
  const auto taken = records().Take({1}, {"full"}, 3, now_);
  ASSERT_TRUE(taken && taken->size() == 3);
  EXPECT_EQ((*taken)[0].id, "r39");
  EXPECT_EQ((*taken)[1].id, "r38");
  EXPECT_EQ((*taken)[2].id, "r37");
}

TEST_P(OutboundTest, AnAttemptOfOneThatLostTheMessageChangesNothing) {
  const TimePoint later = now_ + std::chrono::seconds(1);
  ASSERT_TRUE(records().Add({Message("a")}));
  Take({1});
  ASSERT_EQ(*records().Reclaim({1}, later, {}, later), 1);
  ASSERT_TRUE(records().Finish({{"a", 1, "failed", "", "", std::nullopt}}, now_));
  EXPECT_EQ(Find("a")->state, "queued");
  Take({1});
  for (const char* state : {"failed", "sent", "unknown", "queued"}) {
    ASSERT_TRUE(records().Finish({{"a", 1, state, "p1", "", std::nullopt}}, now_));
    EXPECT_EQ(Find("a")->state, "sending") << state;
    EXPECT_EQ(BoxOf("a"), "sealed") << state;
  }
  EXPECT_EQ(Find("a")->provider_id, "p1");  // reports to come name it so
  ASSERT_TRUE(records().Finish({{"a", 2, "unknown", "", "timeout", std::nullopt}}, now_));
  EXPECT_EQ(Find("a")->state, "unknown");
  EXPECT_EQ(BoxOf("a"), "");
}

TEST_P(OutboundTest, WhatAProviderHasTakenIsNotSentAgain) {
  const TimePoint later = now_ + std::chrono::seconds(1);
  ASSERT_TRUE(records().Add({Message("a")}));
  Take({1});
  ASSERT_EQ(*records().Reclaim({1}, later, {}, later), 1);
  ASSERT_TRUE(records().Finish({{"a", 1, "sent", "p1", "", std::nullopt}}, now_));
  EXPECT_EQ(Find("a")->state, "sent");
  EXPECT_EQ(Take({1}), Ids{});
}

TEST_P(OutboundTest, AnAlertOfAnUrgentCaseWaitsForSecondsOnly) {
  CaseRecords cases(db(), keys());
  const auto taken_in = cases.TakeIn({MakeIntake("tip1", "talk1")}, now_);  // P1
  ASSERT_TRUE(taken_in.has_value());
  OutboundRow urgent = Message("urgent");
  urgent.case_id = taken_in->front().item.id;
  urgent.created_at = now_ - std::chrono::seconds(5);
  std::vector<OutboundRow> rows = {Message("r1", OutboundClass::kReply),
                                   Message("r2", OutboundClass::kReply), urgent};
  OutboundRow other = Message("other");
  other.created_at = urgent.created_at;
  rows.push_back(other);
  ASSERT_TRUE(records().Add(rows));
  EXPECT_EQ(Take({1}), (Ids{"urgent", "r1", "r2", "other"}));
}

TEST_P(OutboundTest, AnAlertBecomesUrgentWithItsCase) {
  CaseRecords cases(db(), keys());
  Intake intake = MakeIntake("tip1", "talk1");
  intake.assessment.priority = Priority::kP3;
  const auto taken_in = cases.TakeIn({intake}, now_);
  ASSERT_TRUE(taken_in.has_value());
  OutboundRow alert = Message("alert");
  alert.case_id = taken_in->front().item.id;
  ASSERT_TRUE(records().Add({alert}));
  EXPECT_FALSE(records().OfCase(alert.case_id)->front().urgent);
  Intake worse = MakeIntake("tip2", "talk1");
  worse.assessment.priority = Priority::kP0;
  ASSERT_TRUE(cases.TakeIn({worse}, now_));
  EXPECT_EQ(*records().Add({alert}), Ids{});
  EXPECT_TRUE(records().OfCase(alert.case_id)->front().urgent);
}

TEST_P(OutboundTest, OfTheOthersTheOldestWhileSomeChannelsAreClosed) {
  std::vector<OutboundRow> rows;
  for (int i = 0; i < 24; ++i) {
    rows.push_back(Message("m" + std::to_string(10 + i)));
    rows.back().channel = std::string(1, static_cast<char>('a' + i % 4));
    rows.back().created_at = now_ - std::chrono::seconds(i % 3 == 0 ? i : 0);
  }
  ASSERT_TRUE(records().Add(rows));
  std::sort(rows.begin(), rows.end(), [](const OutboundRow& x, const OutboundRow& y) {
    return std::tie(x.created_at, x.id) < std::tie(y.created_at, y.id);
  });
  for (const std::vector<std::string>& closed : std::vector<std::vector<std::string>>{
           {"b"}, {"a", "d", "never heard of"}, {"a", "b", "c", "d"}}) {
    Ids expected;
    for (const OutboundRow& row : rows)
      if (std::find(closed.begin(), closed.end(), row.channel) == closed.end() &&
          expected.size() < 5)
        expected.push_back(row.id);
    Ids due;
    // Nothing is chosen, so that all are there for the next row.
    ASSERT_TRUE(records().Take({1}, closed, 5, now_, {}, 0, [&](std::vector<OutboundRow> found) {
      for (const OutboundRow& row : found)
        due.push_back(row.id);
      return std::vector<OutboundRow>();
    }));
    EXPECT_EQ(due, expected) << closed.size();
  }
}

TEST_P(OutboundTest, AMessageThatMovesRemembersWhereItWas) {
  ASSERT_TRUE(records().Add({Message("a")}));
  Take({1});
  Attempt moves{"a", 1, "queued", "", "busy", now_};
  moves.channel = "second";
  ASSERT_TRUE(records().Finish({moves}, now_));
  EXPECT_EQ(Find("a")->channel, "second");
  EXPECT_EQ(Find("a")->tried, "generic");
  EXPECT_EQ(Find("a")->left_at, 1);
  EXPECT_TRUE(records().Take({1}, {"second"}, 10, now_)->empty());
  Take({1});
  moves.number = 2;
  moves.channel = "third";
  ASSERT_TRUE(records().Finish({moves}, now_));
  EXPECT_EQ(Find("a")->tried, "generic second");
  EXPECT_EQ(records().Report("third", "a", DeliveryState::kDelivered, "", now_)->state,
            "delivered");
}

TEST_P(OutboundTest, CountsSegmentsAndMoneyOnce) {
  ASSERT_TRUE(records().Add({Message("a"), Message("b")}));
  Take({1});
  Attempt sent{"a", 1, "sent", "p1", "", std::nullopt};
  sent.segments = 3;
  sent.cost_micros = 24'000;
  sent.currency = "KES";
  sent.day = "2026-11-28";
  Attempt other = sent;
  other.id = "b";
  ASSERT_TRUE(records().Finish({sent, other}, now_));
  ASSERT_TRUE(records().Finish({sent}, now_));  // the answer of the commit was lost
  EXPECT_EQ(Find("a")->segments, 3);
  EXPECT_EQ(Find("a")->cost_micros, 24'000);
  EXPECT_EQ(Find("a")->currency, "KES");
  const auto spend = records().SpendOf("generic", "2026-11-28", "KES");
  ASSERT_TRUE(spend.has_value());
  EXPECT_EQ(spend->messages, 2);
  EXPECT_EQ(spend->segments, 6);
  EXPECT_EQ(spend->cost_micros, 48'000);
  EXPECT_EQ(records().SpendOf("generic", "2026-11-28", "")->segments, 6);
  EXPECT_EQ(records().SpendOf("generic", "2026-11-28", "USD")->messages, 0);
  EXPECT_EQ(records().SpendOf("generic", "2026-11-29", "KES")->messages, 0);
}

TEST_P(OutboundTest, TheCallerChoosesOfWhatIsDue) {
  ASSERT_TRUE(records().Add({Message("a"), Message("b"), Message("c")}));
  const auto taken = records().Take({1}, {}, 10, now_, {}, 0, [](std::vector<OutboundRow> due) {
    EXPECT_EQ(due.size(), 3U);
    due[1].channel = "second";
    return std::vector<OutboundRow>{due[1]};
  });
  ASSERT_TRUE(taken && taken->size() == 1);
  EXPECT_EQ(Find("b")->channel, "second");
  EXPECT_EQ(Find("b")->state, "sending");
  EXPECT_EQ(Find("a")->state, "queued");
}

INSTANTIATE_TEST_SUITE_P(Engines, OutboundTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
