#include "gateway/store/records/outbound.h"

#include <optional>

#include <gtest/gtest.h>

#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

class OutboundTest : public EnginesTest {
 protected:
  OutboundRecords records() { return OutboundRecords(db()); }
  OutboundRow Message(const std::string& id, OutboundClass kind = OutboundClass::kAlert,
                      int partition = 1) const {
    OutboundRow row;
    row.id = id;
    row.kind = kind;
    row.channel = "generic";
    row.partition = partition;
    row.created_at = now_;
    row.box = "sealed";
    return row;
  }
  std::vector<std::string> Take(const std::vector<int>& partitions) {
    auto taken = records().Take(partitions, {}, 100, now_);
    EXPECT_TRUE(taken.has_value()) << taken.error().message;
    std::vector<std::string> ids;
    for (const OutboundRow& row : *taken)
      ids.push_back(row.id);
    return ids;
  }
  std::optional<OutboundRow> Find(const std::string& id) {  // all are of no case
    const auto rows = records().OfCase("");
    for (size_t i = 0; rows && i < rows->size(); ++i)
      if ((*rows)[i].id == id) return (*rows)[i];
    return std::nullopt;
  }
  std::string BoxOf(const std::string& id) {
    const auto box = db().Read([&](soci::session& sql) -> Result<std::string> {
      std::string out;
      sql << "SELECT box_sealed FROM outbound WHERE id = :id", soci::into(out), soci::use(id);
      return out;
    });
    return box ? *box : "?";
  }
  using Ids = std::vector<std::string>;
};

TEST_P(OutboundTest, AddingTwiceIsOnceAndAlertsGoFirst) {
  const auto fresh = records().Add(
      {Message("c", OutboundClass::kNotice), Message("a"), Message("b", OutboundClass::kReply)});
  ASSERT_TRUE(fresh.has_value()) << fresh.error().message;
  EXPECT_EQ(fresh->size(), 3U);
  EXPECT_EQ(*records().Add({Message("a"), Message("d")}), Ids{"d"});
  EXPECT_EQ(Take({1}), (Ids{"a", "d", "b", "c"}));
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

TEST_P(OutboundTest, WhatWasWrittenBeforeTheClockWasSetBackWaitsNoLonger) {
  const TimePoint ahead = now_ + std::chrono::hours(1);
  ASSERT_TRUE(records().Add({Message("a"), Message("b")}));
  ASSERT_EQ(records().Take({1}, {}, 10, ahead)->size(), 2U);
  ASSERT_TRUE(
      records().Finish({{"a", 1, "queued", "", "busy", ahead + std::chrono::seconds(5)}}, ahead));
  EXPECT_EQ(Take({1}), Ids{"a"});
  EXPECT_EQ(*records().Reclaim({1}, now_ - std::chrono::seconds(30), {}, now_), 1);
  EXPECT_EQ(Take({1}), Ids{"b"});
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

TEST_P(OutboundTest, ReportsAreFoundByEitherIdAndNeverGoBack) {
  ASSERT_TRUE(records().Add({Message("a")}));
  Take({1});
  ASSERT_TRUE(records().Finish({{"a", 1, "sent", "p1", "", std::nullopt}}, now_));
  EXPECT_EQ(records().Report("generic", "p1", DeliveryState::kDelivered, "", now_)->state,
            "delivered");
  EXPECT_EQ(records().Report("generic", "a", DeliveryState::kSent, "", now_)->state, "delivered");
  EXPECT_EQ(records().Report("other", "p1", DeliveryState::kFailed, "", now_).error().code,
            Code::kNotFound);
  EXPECT_EQ(records().Report("generic", "", DeliveryState::kFailed, "", now_).error().code,
            Code::kNotFound);
}

TEST_P(OutboundTest, AReportThatIsFasterThanTheAnswerToTheSendWins) {
  ASSERT_TRUE(records().Add({Message("a")}));
  Take({1});
  EXPECT_EQ(records().Report("generic", "a", DeliveryState::kDelivered, "", now_)->state,
            "delivered");
  ASSERT_TRUE(records().Finish({{"a", 1, "sent", "p1", "", std::nullopt}}, now_));
  EXPECT_EQ(Find("a")->state, "delivered");
  EXPECT_EQ(Find("a")->provider_id, "p1");
}

TEST_P(OutboundTest, HoldsAndReleasesAChannel) {
  ASSERT_TRUE(records().Add({Message("a"), Message("b")}));
  EXPECT_EQ(*records().Hold("generic", "balance", now_), 2);
  EXPECT_EQ(Find("a")->reason, "balance");
  EXPECT_EQ(Take({1}), Ids{});
  EXPECT_EQ(*records().Release("generic", now_), 2);
  EXPECT_EQ(Take({1}), (Ids{"a", "b"}));
  const auto other = records().Take({1}, {"generic"}, 10, now_);
  EXPECT_TRUE(other->empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, OutboundTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
