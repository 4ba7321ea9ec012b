#include "gateway/webhooks/pulse.h"

#include <gtest/gtest.h>

#include "tests/support/redis_server.h"

namespace tipline::gateway {
namespace {

class SetClock final : public Clock {
 public:
  TimePoint Now() const override { return now; }
  TimePoint now = FromMillis(1'700'000'000'000);
};

Settings TwoChannels() {
  Settings settings;
  for (const char* id : {"quiet", "watched"}) {
    settings.channels[id].id = id;
    settings.channels[id].provider = "generic";
  }
  settings.channels["watched"].silence_alarm = Millis(60'000);
  return settings;
}

class PulseTest : public ::testing::Test {
 protected:
  store::ChannelStatus Read(const std::string& channel = "watched") {
    auto read = store::ChannelStatuses(redis_).Read({channel});
    EXPECT_TRUE(read.has_value());
    return read ? read->front() : store::ChannelStatus{};
  }
  void Beat(Millis after = kPulseEvery) {
    clock_.now += after;
    pulse_.Beat(redis_);
  }
  static double Silent(const std::string& channel) {
    return Gauge("tipline_channel_silent", "", {{"channel", channel}}).Value();
  }

  const Settings settings_ = TwoChannels();
  const Tally tally_{settings_};
  SetClock clock_;
  std::unique_ptr<testing::RedisServer> server_ = testing::RedisServer::Start();
  store::Redis redis_{server_->options()};
  Pulse pulse_{settings_, tally_, clock_};
};

TEST_F(PulseTest, TellsWhatCameInAndWhatWasRefused) {
  // Other tests count in the same process: from here on.
  Beat();
  const int64_t refused = Read().refused;
  EXPECT_TRUE(Read().since.has_value());
  tally_.Count("watched", Outcome::kTurn);
  tally_.Count("quiet", Outcome::kStatus);
  Beat();
  EXPECT_EQ(Read().in_at, clock_.now);
  EXPECT_FALSE(Read("quiet").in_at);
  EXPECT_EQ(Read("quiet").report_at, clock_.now);
  const TimePoint before = clock_.now;
  tally_.Count("watched", Outcome::kRejected);
  tally_.Count("watched", Outcome::kRejected);
  Beat();
  EXPECT_EQ(Read().in_at, before);
  EXPECT_EQ(Read().refused_at, clock_.now);
  EXPECT_EQ(Read().refused, refused + 2);
  Beat();
  EXPECT_EQ(Read().refused, refused + 2) << "told once";
}

TEST_F(PulseTest, EveryOutcomeOfAMessageOfAPersonCounts) {
  Beat();
  for (const Outcome one : {Outcome::kTurn, Outcome::kTip, Outcome::kRepeat, Outcome::kSpooled,
                            Outcome::kPart, Outcome::kNotice, Outcome::kUnavailable}) {
    tally_.Count("watched", one);
    Beat();
    EXPECT_EQ(Read().in_at, clock_.now) << OutcomeName(one);
  }
}

TEST_F(PulseTest, DoesNothingBetweenTwoBeats) {
  Beat();
  tally_.Count("watched", Outcome::kTurn);
  const auto before = Read().in_at;
  Beat(kPulseEvery - Millis(1));
  EXPECT_EQ(Read().in_at, before);
  Beat(Millis(1));
  EXPECT_EQ(Read().in_at, clock_.now);
  clock_.now -= Millis(3'600'000);  // set back
  tally_.Count("watched", Outcome::kTurn);
  Beat();
  EXPECT_EQ(Read().in_at, clock_.now);
}

TEST_F(PulseTest, WhatARedisDidNotTakeIsToldLater) {
  Beat();
  const int64_t refused = Read().refused;
  tally_.Count("watched", Outcome::kTip);
  tally_.Count("watched", Outcome::kRejected);
  server_->Kill();
  Beat();
  const TimePoint counted = clock_.now;
  server_->StartAgain();
  ASSERT_TRUE(testing::Eventually([&] { return redis_.Run({"PING"}).has_value(); }));
  tally_.Count("watched", Outcome::kRejected);
  Beat();
  EXPECT_EQ(Read().in_at, counted);
  EXPECT_EQ(Read().refused, refused + 2);
}

TEST_F(PulseTest, SilenceIsAnAlarmAndAMessageEndsIt) {
  tally_.Count("watched", Outcome::kTurn);
  Beat();
  Beat(Millis(30'000));
  EXPECT_EQ(Silent("watched"), 0);
  Beat(Millis(30'000));
  EXPECT_EQ(Silent("watched"), 1);
  EXPECT_TRUE(Read().silent_at.has_value());
  EXPECT_EQ(Silent("quiet"), 0) << "it has no alarm";
  tally_.Count("watched", Outcome::kTurn);
  Beat(kSilenceLook);
  EXPECT_EQ(Silent("watched"), 0);
  EXPECT_FALSE(Read().silent_at.has_value());
}

// What another gateway took is heard, too.
TEST_F(PulseTest, AnotherGatewayMayHearIt) {
  Beat();
  clock_.now += Millis(59'000);
  ASSERT_TRUE(store::ChannelStatuses(redis_).TellArrivals(
      {{"watched", clock_.now, clock_.now, {}, {}, 0}}));
  Beat(kSilenceLook);
  EXPECT_EQ(Silent("watched"), 0);
}

TEST_F(PulseTest, ARedisThatCameBackEmptyIsToldAgain) {
  Beat();
  ASSERT_TRUE(redis_.Run({"FLUSHALL"}));
  Beat(kSilenceLook);
  Beat();
  EXPECT_TRUE(Read().since.has_value());
}

}  // namespace
}  // namespace tipline::gateway
