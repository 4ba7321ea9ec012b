#include "gateway/store/live/channel_status.h"

#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

using flows::Health;

class ChannelStatusTest : public LiveTest {
 protected:
  ChannelStatus Read(const std::string& channel = "kannel") {
    const auto read = statuses_.Read({channel});
    EXPECT_TRUE(read.has_value()) << read.error().message;
    return read ? read->front() : ChannelStatus{};
  }
  WorkerView View(const std::string& worker, Health state, TimePoint at) const {
    WorkerView view;
    view.worker = worker;
    view.at = at;
    view.state = state;
    view.why = state == Health::kOk ? "" : worker + " says why";
    view.answers.taken = 8;
    view.answers.failed = 2;
    view.answers.p50 = Millis(state == Health::kOk ? 100 : 900);
    view.answers.p99 = Millis(1000);
    view.reports = {4, 3, 0, 0};
    return view;
  }
  void Tell(const ChannelArrivals& news) {
    const Status told = statuses_.TellArrivals({news});
    ASSERT_TRUE(told.has_value()) << told.error().message;
  }

  ChannelStatuses statuses_{redis()};
  const TimePoint now_ = FromMillis(1'700'000'000'000);
};

TEST_F(ChannelStatusTest, NothingIsKnownOfAChannelThatNobodyToldOf) {
  const ChannelStatus status = Read();
  EXPECT_EQ(status.channel, "kannel");
  EXPECT_FALSE(status.since || status.in_at || status.report_at || status.out_at);
  EXPECT_TRUE(status.workers.empty());
  EXPECT_EQ(status.Together(now_).at, TimePoint{});
  EXPECT_TRUE(statuses_.Read({})->empty());
}

TEST_F(ChannelStatusTest, GatewaysAddUp) {
  Tell({"kannel", now_, {}, {}, {}, 0});
  Tell({"kannel", now_ + Millis(9), now_ + Millis(10), {}, now_ + Millis(11), 2});
  Tell({"kannel", now_ + Millis(9), {}, now_ + Millis(12), now_ + Millis(13), 3});
  const ChannelStatus status = Read();
  EXPECT_EQ(status.since, now_) << "the first stays";
  EXPECT_EQ(status.in_at, now_ + Millis(10));
  EXPECT_EQ(status.report_at, now_ + Millis(12));
  EXPECT_EQ(status.refused_at, now_ + Millis(13));
  EXPECT_EQ(status.refused, 5);
  EXPECT_FALSE(Read("another").since);
}

TEST_F(ChannelStatusTest, TheWorstOfTheWorkersCounts) {
  ASSERT_TRUE(statuses_.TellViews({{"kannel", View("a", Health::kOk, now_), now_},
                                   {"kannel", View("b", Health::kDegraded, now_), {}}}));
  ASSERT_TRUE(
      statuses_.TellViews({{"kannel", View("gone", Health::kDown, now_ - kViewFresh), {}}}));
  const ChannelStatus status = Read();
  EXPECT_EQ(status.out_at, now_);
  ASSERT_EQ(status.workers.size(), 3U);
  EXPECT_EQ(status.workers[1].worker, "b");
  const WorkerView all = status.Together(now_);
  EXPECT_EQ(all.state, Health::kDegraded);
  EXPECT_EQ(all.why, "b says why");
  EXPECT_EQ(all.answers.all(), 20);
  EXPECT_DOUBLE_EQ(all.answers.failed_share(), 0.2);
  EXPECT_EQ(all.answers.p50, Millis(900));
  EXPECT_EQ(all.reports.reports, 8);
  EXPECT_EQ(status.Together(now_ + kViewFresh).at, TimePoint{}) << "nobody is fresh";
  ASSERT_TRUE(statuses_.Forget("kannel", "b"));
  EXPECT_EQ(Read().workers.size(), 2U);
}

TEST_F(ChannelStatusTest, WhatCannotBeReadIsLeftOut) {
  ASSERT_TRUE(redis().Run({"HSET", ChannelKey("kannel"), "in_at", "soon", "since", "5", "refused",
                           "many", "worker:a", "no json", "worker:b", "[1]", "worker:c",
                           R"({"at":7,"state":"new","taken":"x","more":1})", "later", "1"}));
  const ChannelStatus status = Read();
  EXPECT_FALSE(status.in_at);
  EXPECT_EQ(status.since, FromMillis(5));
  EXPECT_EQ(status.refused, 0);
  ASSERT_EQ(status.workers.size(), 1U);
  EXPECT_EQ(status.workers[0].at, FromMillis(7));
  EXPECT_EQ(status.workers[0].state, Health::kOk);
  ASSERT_TRUE(redis().Run({"SET", ChannelKey("odd"), "x"}));
  EXPECT_FALSE(statuses_.Read({"kannel", "odd"}).has_value());
}

TEST_F(ChannelStatusTest, TheFirstToSeeSilenceNotesIt) {
  const Millis alarm(1000);
  const auto watch = [&](Millis after) {
    const auto silent = statuses_.WatchSilence(Read(), alarm, now_ + after);
    EXPECT_TRUE(silent.has_value());
    return silent && *silent;
  };
  EXPECT_FALSE(watch(Millis(999'999))) << "no gateway looks after it";
  Tell({"kannel", now_, {}, {}, {}, 0});
  EXPECT_FALSE(watch(Millis(999)));
  EXPECT_FALSE(Read().silent_at);
  EXPECT_TRUE(watch(alarm));
  EXPECT_EQ(Read().silent_at, now_ + alarm);
  EXPECT_TRUE(watch(alarm * 2));
  EXPECT_EQ(Read().silent_at, now_ + alarm) << "it began then";
  Tell({"kannel", now_, {}, now_ + alarm * 2, {}, 0});
  EXPECT_TRUE(watch(alarm * 2)) << "a delivery report is no message of a person";
  Tell({"kannel", now_, now_ + alarm * 2, {}, {}, 0});
  EXPECT_FALSE(watch(alarm * 2));
  EXPECT_FALSE(Read().silent_at);
}

TEST_F(ChannelStatusTest, ARedisThatIsAwayIsAnError) {
  server().Kill();
  EXPECT_EQ(statuses_.Read({"kannel"}).error().code, Code::kUnavailable);
  EXPECT_EQ(statuses_.TellArrivals({{"kannel", now_, {}, {}, {}, 0}}).error().code,
            Code::kUnavailable);
}

}  // namespace
}  // namespace tipline::store
