#include "workers/loop/lane.h"

#include <atomic>
#include <memory>

#include "gateway/store/live/streams.h"
#include "tests/workers/jobs/worker_world.h"
#include "workers/loop/worker.h"

namespace tipline::workers {
namespace {

// What the registered test job does is up to the test that runs.
struct Script {
  std::function<Outcome(const store::Delivered&)> one = [](const store::Delivered&) {
    return Done();
  };
  std::vector<std::string> ids;
  size_t largest = 0;
};
Script* script = nullptr;

class Scripted final : public Job {
 public:
  std::vector<Outcome> Run(Lane&, const std::vector<store::Delivered>& batch) const override {
    std::vector<Outcome> outcomes;
    script->largest = std::max(script->largest, batch.size());
    for (const store::Delivered& entry : batch) {
      script->ids.push_back(entry.id);
      outcomes.push_back(script->one(entry));
    }
    return outcomes;
  }
};
const RegisterJob kScripted("tips", {"scripted"}, std::make_shared<Scripted>());

class LaneTest : public WorkerTest {
 protected:
  void SetUp() override {
    WorkerTest::SetUp();
    script = &script_;
  }
  void Post(const std::string& id) { SendRaw({"tips", id, "scripted", "x", ""}, "same"); }
  int64_t Dead() { return *store::Streams(*redis_, settings_.partitions, "t").DeadCount(); }
  int64_t Left() {
    int64_t left = 0;
    for (int p = 0; p < settings_.partitions; ++p)
      left += redis_->Run({"XLEN", store::StreamKey(store::TagOf(p), "tips")})->view().integer();
    return left;
  }
  Script script_;
};

TEST_F(LaneTest, TakesMoreThanOneInABatchAndInOrder) {
  std::vector<std::string> wanted;
  for (int i = 0; i < 50; ++i) {
    wanted.push_back("e" + std::to_string(i));
    Post(wanted.back());
  }
  ASSERT_TRUE(StepUntil([&] { return script_.ids.size() >= 50; }));
  EXPECT_EQ(script_.ids, wanted);
  EXPECT_GT(script_.largest, 10U);
  EXPECT_TRUE(StepUntil([&] { return Left() == 0; }));
}

TEST_F(LaneTest, BuriesWhatFailsForItselfAfterItsTries) {
  script_.one = [](const store::Delivered&) -> Outcome {
    return {Verdict::kRetry, Internal("broken")};
  };
  Post("bad");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(1));
    return Dead() == 1;
  }));
  EXPECT_EQ(script_.ids.size(), static_cast<size_t>(kMaxTries));
  EXPECT_EQ(Left(), 0);
}

TEST_F(LaneTest, NeverBuriesWhatOnlyWaitsForSomethingElse) {
  int tries = 0;
  script_.one = [&](const store::Delivered&) -> Outcome {
    if (++tries <= 3 * kMaxTries) return {Verdict::kRetry, Unavailable("the store is away")};
    return Done();
  };
  Post("patient");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(kLastRetry);
    return Left() == 0;
  }));
  EXPECT_EQ(tries, 3 * kMaxTries + 1);
  EXPECT_EQ(Dead(), 0);
}

TEST_F(LaneTest, WhatADeadWorkerHadComesBackToTheNextOne) {
  script_.one = [](const store::Delivered&) -> Outcome {
    return {Verdict::kRetry, Unavailable("not now")};
  };
  Post("left");
  ASSERT_TRUE(StepUntil([&] { return !script_.ids.empty(); }));
  StartAfresh();
  script_.one = [](const store::Delivered&) { return Done(); };
  EXPECT_TRUE(StepUntil([&] { return Left() == 0; }));
  EXPECT_EQ(script_.ids.back(), "left");
}

TEST_F(LaneTest, AWorkerOfSeveralLanesStopsWithinSeconds) {
  lane_->Stop();
  lane_.reset();
  script_.one = [](const store::Delivered&) { return Done(); };
  auto worker = Worker::Start(
      *services_, [&](const std::string&) { return redis_server_->options(); }, "test", 2);
  ASSERT_TRUE(worker.has_value()) << worker.error().message;
  Send(MakeTip("tip1", "my boss keeps my passport", true));
  ASSERT_TRUE(testing::Eventually([&] { return provider_.count() >= 1; }));
  const auto before = std::chrono::steady_clock::now();
  (*worker)->Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
  EXPECT_EQ(Cases().size(), 1U);
}

}  // namespace
}  // namespace tipline::workers
