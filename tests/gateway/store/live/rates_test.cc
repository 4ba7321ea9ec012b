#include "gateway/store/live/rates.h"

#include <algorithm>

#include "gateway/store/live/gate.h"
#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

class RatesTest : public LiveTest {
 protected:
  static ChannelSettings Channel(double rate, int burst, const std::string& id = "sms") {
    ChannelSettings channel;
    channel.id = id;
    channel.rate_per_second = rate;
    channel.burst = burst;
    return channel;
  }
  static Rates::Grant Take(Rates& rates, const ChannelSettings& channel, int count,
                           Millis allowance = Millis(0)) {
    const auto grants = rates.Take({{&channel, count, allowance}});
    EXPECT_TRUE(grants.has_value()) << grants.error().message;
    return grants ? grants->front() : Rates::Grant{};
  }
  // As if that much time had gone by there; negative: as if the clock had been set back.
  void Age(Micros by) {
    aged_ += by;
    for (const char* field : {"tat", "pause", "at"}) {
      const auto now = redis().Run({"HGET", "tl:rate:sms", field});
      const std::string moved =
          std::to_string(std::stoll(std::string(now->view().text())) - by.count());
      ASSERT_TRUE(redis().Run({"HSET", "tl:rate:sms", field, moved}).has_value());
    }
  }
  // When the last grant was, by Redis' clock and what Age put on top, in microseconds.
  int64_t GrantedAt() {
    const auto at = redis().Run({"HGET", "tl:rate:sms", "at"});
    return std::stoll(std::string(at->view().text())) + aged_.count();
  }
  Rates rates_{redis()};
  Micros aged_{0};
};

TEST_F(RatesTest, ABurstAndThenOneByOne) {
  const ChannelSettings channel = Channel(1, 5);
  const Rates::Grant first = Take(rates_, channel, 8);
  EXPECT_EQ(first.count, 5);
  EXPECT_GT(first.next, Micros(900'000));
  EXPECT_LE(first.next, Micros(1'000'000));
  EXPECT_EQ(Take(rates_, channel, 1).count, 0);
  Age(Millis(2'000));
  EXPECT_EQ(Take(rates_, channel, 8).count, 2);
  Age(Millis(60'000));
  EXPECT_EQ(Take(rates_, channel, 8).count, 5);  // no more saved up than the burst
}

TEST_F(RatesTest, SharedByAllWhoAskAndKeptOverRestarts) {
  const ChannelSettings channel = Channel(0.1, 3);
  EXPECT_EQ(Take(rates_, channel, 2).count, 2);
  Redis other(server().options());
  Rates theirs(other);
  EXPECT_EQ(Take(theirs, channel, 2).count, 1);
  server().Kill();
  server().StartAgain();
  Redis again(server().options());
  Rates after(again);
  EXPECT_EQ(Take(after, channel, 1).count, 0);
  EXPECT_EQ(Take(after, Channel(0.1, 3, "other"), 1).count, 1);  // each channel for itself
}

TEST_F(RatesTest, WithoutRedisNothing) {
  server().Kill();
  const ChannelSettings channel = Channel(10, 3), free = Channel(0, 1, "free");
  EXPECT_EQ(rates_.Take({{&channel, 1, {}}}).error().code, Code::kUnavailable);
  EXPECT_EQ(rates_.Take({{&free, 1, {}}}).error().code, Code::kUnavailable);
  server().StartAgain();
}

TEST_F(RatesTest, APauseHoldsEverybodyAndEndsOneByOne) {
  const ChannelSettings channel = Channel(1, 5);
  ASSERT_TRUE(rates_.Slow(channel, Millis(30'000)).has_value());
  ASSERT_TRUE(rates_.Slow(channel, Millis(10'000)).has_value());  // the longer one counts
  const Rates::Grant none = Take(rates_, channel, 3);
  EXPECT_EQ(none.count, 0);
  EXPECT_GT(none.next, Micros(29'000'000));
  EXPECT_LE(none.next, Micros(30'000'000));
  Age(Millis(30'000));
  EXPECT_EQ(Take(rates_, channel, 3).count, 1);
}

TEST_F(RatesTest, WithoutARateOnlyAPauseHolds) {
  const ChannelSettings channel = Channel(0, 1);
  EXPECT_EQ(Take(rates_, channel, 500).count, 500);
  ASSERT_TRUE(rates_.Slow(channel, Millis(30'000)).has_value());
  EXPECT_EQ(Take(rates_, channel, 500).count, 0);
}

TEST_F(RatesTest, AClockThatIsSetBackNeitherFreesNorStops) {
  const ChannelSettings channel = Channel(1, 3);
  EXPECT_EQ(Take(rates_, channel, 3).count, 3);
  Age(Millis(-3'600'000));
  const Rates::Grant next = Take(rates_, channel, 3);
  EXPECT_EQ(next.count, 0);
  EXPECT_LE(next.next, Micros(1'000'000));
}

TEST_F(RatesTest, AfterAClockThatWasSetBackTheWaitGetsShorter) {
  const ChannelSettings channel = Channel(1, 1);
  EXPECT_EQ(Take(rates_, channel, 1).count, 1);
  Age(Millis(-3'600'000));
  EXPECT_EQ(Take(rates_, channel, 1).count, 0);
  Age(Millis(1'000));
  EXPECT_EQ(Take(rates_, channel, 1).count, 1);
}

TEST_F(RatesTest, APauseEndsAlsoAfterAClockThatWasSetBack) {
  const ChannelSettings channel = Channel(0, 1);
  ASSERT_TRUE(rates_.Slow(channel, Millis(2'000)).has_value());
  Age(Millis(-3'600'000));
  const Rates::Grant paused = Take(rates_, channel, 1);
  EXPECT_EQ(paused.count, 0);
  EXPECT_LE(paused.next, Micros(2'000'000));
  Age(Millis(2'000));
  EXPECT_EQ(Take(rates_, channel, 1).count, 1);
}

TEST_F(RatesTest, WhatSaysNothingAnyMoreExpires) {
  Take(rates_, Channel(1, 5), 5);
  const int64_t left = redis().Run({"PTTL", "tl:rate:sms"})->view().integer();
  EXPECT_GT(left, 60'000);
  EXPECT_LE(left, 66'000);
}

TEST(RatesUsers, TheWorkerMayAndTheGatewayMayNot) {
  const auto server = testing::RedisServer::Start({{}, true});
  Redis worker(server->options("tl-worker")), gateway(server->options("tl-gateway"));
  ASSERT_TRUE(CheckServer(worker).has_value());
  ChannelSettings channel;
  channel.id = "sms";
  channel.rate_per_second = 1;
  Rates rates(worker);
  const auto grants = rates.Take({{&channel, 1, Millis(0)}});
  ASSERT_TRUE(grants.has_value()) << grants.error().message;
  EXPECT_EQ(grants->front().count, 1);
  EXPECT_TRUE(rates.Slow(channel, Millis(10)).has_value());
  EXPECT_EQ(Rates(gateway).Take({{&channel, 1, Millis(0)}}).error().code, Code::kDenied);
}

// Whoever uses a permit late by less than the allowance that it gave does not make it too many.
TEST_F(RatesTest, TheBoundHoldsForWhatLeavesLate) {
  const ChannelSettings channel = Channel(200, 4);
  const int64_t interval = IntervalOf(channel).count();
  constexpr Micros kAllowance{12'000}, kStep{1'000};
  std::vector<int64_t> left;  // when each left, at the earliest and at the latest by turns
  for (int i = 0; left.size() < 120; ++i) {
    const int count = Take(rates_, channel, 3, std::chrono::floor<Millis>(kAllowance)).count;
    for (int k = 0; k < count; ++k)
      left.push_back(GrantedAt() + (i % 2 == 0 ? 0 : kAllowance.count()));
    Age(kStep);
  }
  std::sort(left.begin(), left.end());
  for (size_t i = 0; i < left.size(); ++i)
    for (size_t j = i + 1; j < left.size(); ++j)
      ASSERT_GE(left[j] - left[i],
                static_cast<int64_t>(j - i) * interval - (channel.burst - 1) * interval);
}

// Who waits for as long as it is told gets the next one, and all of them at the channel's rate.
TEST_F(RatesTest, AtFullSpeedItIsTheRate) {
  const ChannelSettings channel = Channel(400, 10);
  const int64_t interval = IntervalOf(channel).count();
  int64_t first = 0;
  Micros waited{0};
  int sent = 0;
  while (sent < 400) {
    const Rates::Grant grant = Take(rates_, channel, 4, Millis(10));
    ASSERT_GT(grant.count, 0);
    if (sent == 0) first = GrantedAt();
    sent += grant.count;
    Age(grant.next);
    waited += grant.next;
  }
  EXPECT_GE(GrantedAt() - first, (sent - channel.burst) * interval);
  EXPECT_LE(waited.count(), sent * interval);
}

}  // namespace
}  // namespace tipline::store
