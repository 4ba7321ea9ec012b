#include "tests/workers/loop/lane_world.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace tipline::workers {
namespace {

LaneScript* script = nullptr;  // of the test that runs

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

}  // namespace

void LaneWorld::SetUp() {
  WorkerTest::SetUp();
  script = &script_;
}

void LaneWorld::Post(const std::string& id, const std::string& kind, const std::string& pseudonym) {
  SendRaw({"tips", id, kind, "x", ""}, pseudonym);
}

void LaneWorld::PostOfSomebody(const std::string& id) {
  Post(id, "scripted", Pseudonym(keys_, id));
}

bool LaneWorld::StepFor(Millis time) {
  const TimePoint end = clock_.Now() + time;
  return StepUntil([&] {
    clock_.Forward(kLastRetry);
    return clock_.Now() >= end;
  });
}

void LaneWorld::HandOutTooOften(size_t entries) {
  for (int i = 0; i < kMaxTries; ++i) {
    script_.ids.clear();
    ASSERT_TRUE(StepUntil([&] { return script_.ids.size() >= entries; }));
    StartAfresh();
  }
  script_.ids.clear();
}

int64_t LaneWorld::Dead() {
  return *store::Streams(*redis_, settings_.partitions, "t").DeadCount();
}

int64_t LaneWorld::Left() {
  int64_t left = 0;
  for (int p = 0; p < settings_.partitions; ++p)
    left += redis_->Run({"XLEN", store::StreamKey(store::TagOf(p), "tips")})->view().integer();
  return left;
}

}  // namespace tipline::workers
