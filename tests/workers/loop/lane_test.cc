#include "workers/loop/lane.h"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <utility>

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
const RegisterJob kScripted("tips", {"scripted", "another"}, std::make_shared<Scripted>());

class ScriptedInTurn final : public Job {
 public:
  std::vector<Outcome> Run(Lane&, const std::vector<store::Delivered>& batch) const override {
    return InTurn(batch, [&](size_t i) {
      script->ids.push_back(batch[i].id);
      return script->one(batch[i]);
    });
  }
};
const RegisterJob kInTurn("tips", {"in turn"}, std::make_shared<ScriptedInTurn>());

class ScriptedTimer final : public TimerJob {
 public:
  Status Run(Lane&, const std::string& id) const override {
    script->ids.push_back(id);
    throw std::runtime_error("CANARYWORDS");
  }
};
const RegisterTimer kScriptedTimer("scripted", std::make_shared<ScriptedTimer>());

class LaneTest : public WorkerTest {
 protected:
  void SetUp() override {
    WorkerTest::SetUp();
    script = &script_;
  }
  void Post(const std::string& id, const std::string& kind = "scripted",
            const std::string& pseudonym = "same") {
    SendRaw({"tips", id, kind, "x", ""}, pseudonym);
  }
  // Of any partition.
  void PostOfSomebody(const std::string& id) { Post(id, "scripted", Pseudonym(keys_, id)); }
  bool StepFor(Millis time) {
    const TimePoint end = clock_.Now() + time;
    return StepUntil([&] {
      clock_.Forward(kLastRetry);
      return clock_.Now() >= end;
    });
  }
  // To one worker after the other, each of which ends with nothing done. Forgets what ran.
  void HandOutTooOften(size_t entries) {
    for (int i = 0; i < kMaxTries; ++i) {
      script_.ids.clear();
      ASSERT_TRUE(StepUntil([&] { return script_.ids.size() >= entries; }));
      StartAfresh();
    }
    script_.ids.clear();
  }
  int64_t Dead() { return *store::Streams(*redis_, settings_.partitions, "t").DeadCount(); }
  int64_t Left() {
    int64_t left = 0;
    for (int p = 0; p < settings_.partitions; ++p)
      left += redis_->Run({"XLEN", store::StreamKey(store::TagOf(p), "tips")})->view().integer();
    return left;
  }
  Script script_;
};

TEST_P(LaneTest, TakesMoreThanOneInABatchAndInOrder) {
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

TEST_P(LaneTest, ARedisThatCameBackEmptyIsMadeReadyAgain) {
  Post("before");
  ASSERT_TRUE(StepUntil([&] { return script_.ids.size() == 1; }));
  ASSERT_TRUE(redis_->Run({"FLUSHALL"}));
  ASSERT_TRUE(redis_->Run({"FUNCTION", "FLUSH"}));
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(1));
    return redis_->Run({"FUNCTION", "LIST"})->view().size() > 0;
  }));
  Post("after");
  EXPECT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(1));
    return script_.ids.size() == 2;
  }));
}

TEST_P(LaneTest, BuriesTheOnlyOneThatFailsButNotSoon) {
  script_.one = [](const store::Delivered&) -> Outcome {
    return {Verdict::kRetry, Internal("broken")};
  };
  Post("bad");
  ASSERT_TRUE(StepFor(kBuryAtTheEarliest - kLastRetry * 2));
  EXPECT_EQ(Dead(), 0);
  EXPECT_GT(script_.ids.size(), static_cast<size_t>(kMaxTries));
  ASSERT_TRUE(StepFor(kLastRetry * 4));
  EXPECT_EQ(Dead(), 1);
  EXPECT_EQ(Left(), 0);
}

TEST_P(LaneTest, BuriesWhatFailsWhileOthersAreDone) {
  script_.one = [](const store::Delivered& entry) -> Outcome {
    if (entry.id.starts_with("bad")) return {Verdict::kRetry, Internal("broken")};
    return Done();
  };
  PostOfSomebody("bad1");
  PostOfSomebody("bad2");  // no one is the only one
  int others = 0;
  ASSERT_TRUE(StepUntil([&] {
    if (others < 200) PostOfSomebody("good" + std::to_string(others++));
    clock_.Forward(kLastRetry);
    return Dead() == 2 && Left() == 0;
  }));
  const auto dead = store::Streams(*redis_, settings_.partitions, "t").DeadLetters();
  for (const store::DeadLetter& letter : *dead)
    EXPECT_EQ(letter.id.substr(0, 3), "bad");
}

TEST_P(LaneTest, BuriesNothingWhileEverythingFails) {
  constexpr int kEntries = 20;
  bool away = true;
  script_.one = [&](const store::Delivered&) -> Outcome {
    if (away) return {Verdict::kRetry, Internal("of what no list of codes knows")};
    return Done();
  };
  for (int i = 0; i < kEntries; ++i)
    PostOfSomebody("e" + std::to_string(i));
  ASSERT_TRUE(StepFor(kBuryAtTheEarliest * 2));
  EXPECT_EQ(Dead(), 0);
  EXPECT_EQ(Left(), kEntries);
  away = false;
  EXPECT_TRUE(StepUntil([&] {
    clock_.Forward(kLastRetry);
    return Left() == 0;
  }));
  EXPECT_EQ(Dead(), 0);
}

TEST_P(LaneTest, OneOfABatchThatFailsIsNotOvertakenByTheNextOfItsPartition) {
  bool failed = false;
  script_.one = [&](const store::Delivered& entry) -> Outcome {
    if (entry.id != "1" || std::exchange(failed, true)) return Done();
    return {Verdict::kRetry, Internal("once")};
  };
  for (const char* id : {"1", "2", "3"})
    Post(id, "in turn");
  ASSERT_TRUE(StepUntil([&] { return Left() == 0; }));
  EXPECT_EQ(script_.ids, (std::vector<std::string>{"1", "1", "2", "3"}));
}

TEST_P(LaneTest, OneOfABatchThatNeverSucceedsLetsTheNextOnesGoInTheEnd) {
  script_.one = [&](const store::Delivered& entry) -> Outcome {
    if (entry.id != "1") return Done();
    return {Verdict::kRetry, Unavailable("always")};
  };
  for (const char* id : {"1", "2", "3"})
    Post(id, "in turn");
  ASSERT_TRUE(StepFor(kHoldBackAtMost * 2));
  EXPECT_EQ(Left(), 1);
}

// On a quiet night nobody else is done meanwhile, and the next one may be a cry for help.
TEST_P(LaneTest, OneThatFailsForItselfHoldsTheNextOneBackForSecondsOnly) {
  script_.one = [](const store::Delivered& entry) -> Outcome {
    if (entry.id == "bad") return {Verdict::kRetry, Internal("always")};
    return Done();
  };
  Post("bad");
  ASSERT_TRUE(StepUntil([&] { return script_.ids.size() == 1; }));
  Post("next");
  ASSERT_TRUE(StepFor(kHoldBack + kLastRetry * 2));
  EXPECT_EQ(Left(), 1);
  EXPECT_EQ(Dead(), 0);
}

TEST_P(LaneTest, KindsOfOneJobKeepTheirOrder) {
  Post("1", "scripted");
  Post("2", "another");
  Post("3", "scripted");
  ASSERT_TRUE(StepUntil([&] { return Left() == 0; }));
  EXPECT_EQ(script_.ids, (std::vector<std::string>{"1", "2", "3"}));
}

TEST_P(LaneTest, TwoThatTheStoreNeverTakesDoNotKeepTheOthersFromTheirTurn) {
  script_.one = [&](const store::Delivered& entry) -> Outcome {
    if (!entry.id.starts_with("bad")) return Done();
    return {Verdict::kRetry, Unavailable("a damaged page")};
  };
  const char* ids[] = {"bad0", "bad1", "good2", "good3"};
  for (int p = 0; p < settings_.partitions; ++p)  // each in its own
    Post(ids[p], "in turn", "0000000" + std::to_string(p));
  ASSERT_TRUE(StepFor(kLastRetry * 20));
  EXPECT_EQ(Left(), 2);
}

TEST_P(LaneTest, NeverBuriesWhatOnlyWaitsForSomethingElse) {
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

TEST_P(LaneTest, WhatADeadWorkerHadComesBackToTheNextOne) {
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

TEST_P(LaneTest, AJobThatThrowsIsBuriedAndTheOthersAreDone) {
  std::vector<std::string> done;
  script_.one = [&](const store::Delivered& entry) -> Outcome {
    if (entry.id == "bad") throw std::runtime_error("CANARYWORDS");
    done.push_back(entry.id);
    return Done();
  };
  Post("bad");
  Post("good");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(kLastRetry);
    return Dead() == 1 && Left() == 0;
  }));
  EXPECT_EQ(done, std::vector<std::string>{"good"});
  const auto dead = store::Streams(*redis_, settings_.partitions, "t").DeadLetters();
  EXPECT_EQ(dead->front().id, "bad");
  EXPECT_EQ(dead->front().error, "internal");
}

TEST_P(LaneTest, ATimerThatThrowsIsTriedLaterAndGivenUpInTheEnd) {
  ASSERT_TRUE(lane_->Schedule("", "scripted", "t1", clock_.Now()));
  store::Timers timers(*redis_, settings_.partitions);
  ASSERT_TRUE(StepUntil([&] { return script_.ids.size() == 1; }));
  RunUntilIdle();
  EXPECT_EQ(script_.ids.size(), 1U);  // not at once
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(5));
    return *timers.Count() == 0;
  }));
  EXPECT_EQ(script_.ids.size(), static_cast<size_t>(kMaxTries));
}

TEST_P(LaneTest, WhatWasHandedOutTooOftenRunsAloneAndInOrder) {
  script_.one = [](const store::Delivered&) -> Outcome {
    return {Verdict::kRetry, Conflict("not now")};
  };
  Post("1");
  Post("2");
  ASSERT_NO_FATAL_FAILURE(HandOutTooOften(2));
  script_.largest = 0;
  ASSERT_TRUE(StepUntil([&] { return script_.ids.size() >= 3; }));
  EXPECT_EQ(script_.ids, (std::vector<std::string>{"1", "1", "1"}));
  script_.one = [](const store::Delivered&) { return Done(); };
  ASSERT_TRUE(StepUntil([&] { return Left() == 0; }));
  EXPECT_EQ(script_.ids, (std::vector<std::string>{"1", "1", "1", "1", "2"}));
  EXPECT_EQ(script_.largest, 1U);
}

TEST_P(LaneTest, OfThoseHandedOutTooOftenOnlyTwoAskAStoreThatIsAway) {
  script_.one = [](const store::Delivered&) -> Outcome {
    return {Verdict::kRetry, Unavailable("not now")};
  };
  const auto partitions = static_cast<size_t>(settings_.partitions);
  for (int p = 0; p < settings_.partitions; ++p)
    Post("e" + std::to_string(p), "scripted", "0000000" + std::to_string(p));
  ASSERT_NO_FATAL_FAILURE(HandOutTooOften(partitions));
  ASSERT_TRUE(StepUntil([&] { return !script_.ids.empty(); }));
  EXPECT_EQ(script_.ids.size(), 2U);
  script_.one = [](const store::Delivered&) { return Done(); };
  EXPECT_TRUE(StepUntil([&] { return Left() == 0; }));
}

TEST_P(LaneTest, WhatWaitsLongForSomethingElseIsSaidOnce) {
  script_.one = [](const store::Delivered&) -> Outcome {
    return {Verdict::kRetry, Unavailable("a damaged page")};
  };
  Post("patient");
  ::testing::internal::CaptureStderr();
  const bool early = StepFor(kHoldBackAtMost - kLastRetry * 2);
  const std::string said_early = ::testing::internal::GetCapturedStderr();
  ::testing::internal::CaptureStderr();
  const bool late = StepFor(kHoldBackAtMost);
  const std::string said = ::testing::internal::GetCapturedStderr();
  ASSERT_TRUE(early && late);
  EXPECT_EQ(said_early.find("entry_waits_long"), std::string::npos);
  const size_t first = said.find("entry_waits_long");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(said.find("entry_waits_long", first + 1), std::string::npos);
  EXPECT_NE(said.find("id=patient"), std::string::npos) << said;
}

TEST_P(LaneTest, ALaterEntryDoesNotOvertakeOneThatMustBeTriedAgain) {
  script_.one = [&](const store::Delivered& entry) -> Outcome {
    if (entry.id != "1" || script_.ids.size() > 1) return Done();
    Post("2");
    return {Verdict::kRetry, Unavailable("not now")};
  };
  Post("1");
  ASSERT_TRUE(StepUntil([&] { return Left() == 0; }));
  EXPECT_EQ(script_.ids, (std::vector<std::string>{"1", "1", "2"}));
}

TEST_P(LaneTest, OneThatNeverSucceedsDoesNotHoldTheOthersBackForEver) {
  script_.one = [](const store::Delivered& entry) -> Outcome {
    if (entry.id == "stuck") return {Verdict::kRetry, Conflict("always")};
    return Done();
  };
  Post("stuck");
  ASSERT_TRUE(StepUntil([&] { return script_.ids.size() == 1; }));
  Post("next");
  EXPECT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(10));
    return script_.ids.back() == "next";
  }));
}

TEST_P(LaneTest, AWorkerOfSeveralLanesStopsWithinSeconds) {
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

// The clock was an hour ahead and is put right: nothing waits for that hour to be over again.
TEST_P(LaneTest, AClockThatIsSetBackHoldsNothingUp) {
  constexpr Millis kHour{3'600'000};
  script_.one = [&](const store::Delivered&) {
    return Outcome{Verdict::kRetry, Unavailable("away")};
  };
  clock_.Set(kHour);
  Post("tried an hour ahead");
  PostMessage("posted an hour ahead");
  lane_->Step(Millis(5));
  ASSERT_TRUE(StepUntil([&] { return !script_.ids.empty(); }));
  clock_.Set(-kHour);
  script_.one = [](const store::Delivered&) { return Done(); };
  script_.ids.clear();
  PostMessage("posted now");
  ASSERT_TRUE(lane_->Schedule("same", "scripted", "a timer", clock_.Now()).has_value());
  EXPECT_TRUE(StepUntil([&] {
    return StateOf("posted an hour ahead") == "sent" && StateOf("posted now") == "sent" &&
           script_.ids.size() >= 2;
  }));
}

TIPLINE_ON_BOTH_ENGINES(LaneTest);

}  // namespace
}  // namespace tipline::workers
