// What delivery reports say of messages.
#include <barrier>
#include <thread>

#include "tests/gateway/store/records/outbound_world.h"

namespace tipline::store {
namespace {

class OutboundReportTest : public OutboundWorld {};

TEST_P(OutboundReportTest, ReportsAreFoundByEitherIdAndNeverGoBack) {
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

// Lost on PostgreSQL before it was written only over what was read.
TEST_P(OutboundReportTest, OfTwoReportsAtOnceTheBetterOneStays) {
  constexpr int kMessages = 60;
  std::vector<OutboundRow> messages;
  for (int i = 0; i < kMessages; ++i)
    messages.push_back(Message("m" + std::to_string(i)));
  ASSERT_TRUE(records().Add(messages));
  Take({1});
  std::barrier both(2);
  const auto report = [&](DeliveryState state) {
    for (const OutboundRow& message : messages) {
      both.arrive_and_wait();
      EXPECT_TRUE(records().Report("generic", message.id, state, "", now_)) << message.id;
    }
  };
  std::jthread bad(report, DeliveryState::kFailed);
  report(DeliveryState::kDelivered);
  bad.join();
  for (const OutboundRow& message : messages)
    EXPECT_EQ(Find(message.id)->state, "delivered") << message.id;
}

// Vonage: a report for each part. The id that was kept is that of the last one.
TEST_P(OutboundReportTest, AMessageOfWhichAPartFailedIsNotDelivered) {
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

TEST_P(OutboundReportTest, AReportIsOnTheMessageOfItsProviderId) {
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

TEST_P(OutboundReportTest, AReportThatIsFasterThanTheAnswerToTheSendWins) {
  ASSERT_TRUE(records().Add({Message("a")}));
  Take({1});
  EXPECT_EQ(records().Report("generic", "a", DeliveryState::kDelivered, "", now_)->state,
            "delivered");
  ASSERT_TRUE(records().Finish({{"a", 1, "sent", "p1", "", std::nullopt}}, now_));
  EXPECT_EQ(Find("a")->state, "delivered");
  EXPECT_EQ(Find("a")->provider_id, "p1");
}

TEST_P(OutboundReportTest, AReportOfAChannelThatItLeftSaysThatItIsThere) {
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

TEST_P(OutboundReportTest, WhatAReportSettledBeforeTheAnswerStillCostsOnce) {
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

INSTANTIATE_TEST_SUITE_P(Engines, OutboundReportTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
