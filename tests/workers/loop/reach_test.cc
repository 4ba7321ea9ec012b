// Where a channel's sends may go: its settings reach the client.
#include "workers/loop/reach.h"

#include "tests/workers/jobs/worker_world.h"
#include "workers/loop/sender.h"

namespace tipline::workers {
namespace {

class ReachTest : public WorkerTest {};

TEST_P(ReachTest, WhatMayNotGoThereWaitsUntilTheConfigurationIsMended) {
  settings_.sandbox = false;
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "held"; }));
  EXPECT_EQ(Row("m1").reason, "address_not_allowed");
  EXPECT_EQ(provider_.count(), 0U);
  EXPECT_EQ(services_->health.StateOf("generic", clock_.Now()), flows::Health::kDown);
  settings_.channels["generic"].private_network = true;
  ASSERT_NO_FATAL_FAILURE(StartAfresh());
  clock_.Forward(kConfigProbe);
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(provider_.count(), 1U);
}

TIPLINE_ON_BOTH_ENGINES(ReachTest);

TEST(Reach, ComesFromTheSettings) {
  Settings settings;
  ChannelSettings channel;
  EXPECT_FALSE(ReachOf(settings, channel).loopback);
  settings.sandbox = channel.plain_http = true;
  EXPECT_TRUE(ReachOf(settings, channel).loopback);
  EXPECT_TRUE(ReachOf(settings, channel).plain_http);
  EXPECT_FALSE(ReachOf(settings, channel).private_network);
  channel.private_network = true;
  EXPECT_TRUE(ReachOf(settings, channel).private_network);
}

}  // namespace
}  // namespace tipline::workers
