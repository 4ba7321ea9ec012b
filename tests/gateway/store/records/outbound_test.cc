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

// Vonage: a report for each part. The id that was kept is that of the last one.
TEST_P(OutboundTest, AMessageOfWhichAPartFailedIsNotDelivered) {
  const struct {
    const char* id;
    std::vector<std::pair<DeliveryState, const char*>> reports;  // a reason: of a part that failed
    const char* state;
  } cases[] = {
      {"a", {{DeliveryState::kSent, ""}, {DeliveryState::kDelivered, ""}}, "delivered"},
      {"b", {{DeliveryState::kFailed, "part 1"}, {DeliveryState::kDelivered, ""}}, "failed"},
      {"c", {{DeliveryState::kDelivered, ""}, {DeliveryState::kFailed, "part"}}, "failed"},
      {"d", {{DeliveryState::kRejected, "part 6"}, {DeliveryState::kFailed, "part 1"}}, "rejected"},
      {"e", {{DeliveryState::kFailed, "1"}, {DeliveryState::kDelivered, ""}}, "delivered"},
      {"f", {{DeliveryState::kDelivered, ""}, {DeliveryState::kFailed, "1"}}, "delivered"},
  };
  for (const auto& c : cases) {
    ASSERT_TRUE(records().Add({Message(c.id)}));
    Take({1});
    const std::string last = std::string("p-") + c.id;
    ASSERT_TRUE(records().Finish({{c.id, 1, "sent", last, "", std::nullopt}}, now_));
    for (const auto& [state, reason] : c.reports) {
      const bool of_part = std::string_view(reason).starts_with("part");
      ASSERT_TRUE(records().Report("generic", of_part ? c.id : last, state, reason, now_,
                                   of_part ? c.id : last));
    }
    EXPECT_EQ(Find(c.id)->state, c.state) << c.id;
  }
}

TEST_P(OutboundTest, AReportIsOnTheMessageOfItsProviderId) {
  ASSERT_TRUE(records().Add({Message("a"), Message("b"), Message("c")}));
  Take({1});
  ASSERT_TRUE(records().Finish({{"a", 1, "sent", "p1", "", std::nullopt}}, now_));
  ASSERT_TRUE(records().Finish({{"b", 1, "sent", "p2", "", std::nullopt}}, now_));
  const auto report = [&](const std::string& reference, const std::string& provider_id) {
    const auto row =
        records().Report("generic", reference, DeliveryState::kDelivered, "", now_, provider_id);
    return row ? row->id : CodeName(row.error().code);
  };
  EXPECT_EQ(report("b", "p1"), "a") << "the reference came by a URL that nobody has signed";
  EXPECT_EQ(Find("b")->state, "sent");
  EXPECT_EQ(report("b", "p9"), "not_found") << "of another message, or of another program";
  EXPECT_EQ(Find("b")->state, "sent");
  EXPECT_EQ(report("c", "p3"), "c") << "faster than the answer to the send";
  EXPECT_EQ(report("b", "p2"), "b");
  EXPECT_EQ(report("p2", "p9"), "b") << "a provider's id in place of ours";
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

TEST_P(OutboundTest, HoldsAndReleasesAChannel) {
  ASSERT_TRUE(records().Add({Message("a"), Message("b")}));
  EXPECT_EQ(*records().Hold("generic", "balance", std::nullopt, now_), 2);
  EXPECT_EQ(Find("a")->reason, "balance");
  EXPECT_EQ(Take({1}), Ids{});
  EXPECT_EQ(*records().ReleaseDue(now_ + std::chrono::hours(24)), 0);
  EXPECT_EQ(*records().Release("generic", now_), 2);
  EXPECT_EQ(Take({1}), (Ids{"a", "b"}));
  const auto other = records().Take({1}, {"generic"}, 10, now_);
  EXPECT_TRUE(other->empty());
}

TEST_P(OutboundTest, WhatIsHeldForATimeComesBackThenAndNotBefore) {
  const TimePoint until = now_ + std::chrono::hours(8);
  ASSERT_TRUE(records().Add({Message("a"), Message("b")}));
  Take({1});
  Attempt night;
  night.id = "a";
  night.number = 1;
  night.state = "held";
  night.reason = "quiet_hours";
  night.next_try_at = until;
  night.untried = true;
  ASSERT_TRUE(records().Finish({night, {"b", 1, "queued", "", "", std::nullopt}}, now_));
  EXPECT_EQ(Find("a")->attempts, 0);
  EXPECT_EQ(*records().Release("generic", now_), 0);  // the channel is not what it waits for
  EXPECT_EQ(*records().ReleaseDue(until - Millis(1)), 0);
  EXPECT_EQ(Find("a")->state, "held");
  EXPECT_EQ(*records().ReleaseDue(until), 1);
  EXPECT_EQ(Find("a")->state, "queued");
  EXPECT_EQ(*records().Hold("generic", "balance", until, now_), 2);
  EXPECT_EQ(*records().ReleaseDue(until), 2);
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

TEST_P(OutboundTest, AReportOfAChannelThatItLeftSaysThatItIsThere) {
  ASSERT_TRUE(records().Add({Message("a"), Message("b"), Message("c")}));
  Take({1});
  for (const char* id : {"a", "b", "c"}) {
    Attempt moves{id, 1, "queued", "", "timeout", now_};
    moves.channel = "second";
    ASSERT_TRUE(records().Finish({moves}, now_));
  }
  const auto report = [&](const std::string& channel, const std::string& id, DeliveryState state) {
    const auto row = records().Report(channel, id, state, "", now_, "p1");
    return row ? row->state : CodeName(row.error().code);
  };
  EXPECT_EQ(report("generic", "a", DeliveryState::kFailed), "not_found")
      << "the other one may still carry it";
  EXPECT_EQ(report("gener", "a", DeliveryState::kDelivered), "not_found");
  EXPECT_EQ(report("generic", "a", DeliveryState::kDelivered), "delivered");
  EXPECT_EQ(BoxOf("a"), "");
  EXPECT_EQ(report("generic", "b", DeliveryState::kSent), "sent");
  EXPECT_EQ(Take({1}), Ids{"c"});
  ASSERT_TRUE(records().Finish({{"c", 2, "sent", "p2", "", std::nullopt}}, now_));
  EXPECT_EQ(report("generic", "c", DeliveryState::kDelivered), "not_found")
      << "of another provider id, and the reference alone is no proof";
}

TEST_P(OutboundTest, WhatIsDueIsReleasedInParts) {
  std::vector<OutboundRow> rows;
  for (int i = 0; i < 1500; ++i) {
    rows.push_back(Message("m" + std::to_string(i)));
    rows.back().state = "held";
    rows.back().next_try_at = now_ + std::chrono::seconds(i < 1200 ? 1 : 100);
    rows.back().updated_at = now_;
  }
  ASSERT_TRUE(records().Add(rows));
  EXPECT_EQ(*records().ReleaseDue(now_), 0);
  const TimePoint due = now_ + std::chrono::seconds(1);
  EXPECT_EQ(*records().ReleaseDue(due), 1000);  // no lane must wait for all of them
  EXPECT_EQ(*records().ReleaseDue(due), 200);
  EXPECT_EQ(*records().ReleaseDue(due), 0);
  // The clock was set back since they were written.
  EXPECT_EQ(*records().ReleaseDue(now_ - std::chrono::hours(1)), 300);
}

TEST_P(OutboundTest, WhatACrashLeftIsUnsureAndStaysSo) {
  const TimePoint later = now_ + std::chrono::seconds(1);
  ASSERT_TRUE(records().Add({Message("a")}));
  Take({1});
  ASSERT_EQ(*records().Reclaim({1}, later, {}, later), 1);
  EXPECT_EQ(Find("a")->unsure, 1);
  Take({1});
  Attempt again{"a", 2, "queued", "", "timeout", now_};
  again.unsure = 2;
  ASSERT_TRUE(records().Finish({again}, now_));
  ASSERT_TRUE(records().Hold("generic", "balance", std::nullopt, now_));
  ASSERT_TRUE(records().Release("generic", now_));
  EXPECT_EQ(Find("a")->unsure, 2);
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

TEST_P(OutboundTest, WhatAReportSettledBeforeTheAnswerStillCostsOnce) {
  ASSERT_TRUE(records().Add({Message("a")}));
  Take({1});
  ASSERT_TRUE(records().Report("generic", "a", DeliveryState::kDelivered, "", now_));
  Attempt sent{"a", 1, "sent", "p1", "", std::nullopt};
  sent.segments = 1;
  sent.day = "2026-11-28";
  ASSERT_TRUE(records().Finish({sent}, now_));
  ASSERT_TRUE(records().Finish({sent}, now_));
  EXPECT_EQ(Find("a")->state, "delivered");
  EXPECT_EQ(records().SpendOf("generic", "2026-11-28", "")->messages, 1);
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
