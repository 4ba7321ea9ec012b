// One worker's world for tests: a real Redis, a store on the engine of
// the test's parameter, real keys, a fake provider behind the
// channel "generic", a directory of organisations, and a clock that the test moves.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "flows/model/message.h"
#include "flows/model/tip.h"
#include "gateway/store/redis.h"
#include "tests/support/fake_provider.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_dir.h"
#include "workers/loop/lane.h"
#include "workers/loop/services.h"

namespace tipline::workers {

class TestClock final : public Clock {
 public:
  TimePoint Now() const override;
  void Forward(Millis by) { offset_ += by; }
  // The machine's clock is set: what waits within the process goes on evenly (pace).
  void Set(Millis by) { set_ += by; }
  const Clock& pace() const { return pace_; }

 private:
  class Pace final : public Clock {
   public:
    explicit Pace(const TestClock& clock) : clock_(clock) {}
    TimePoint Now() const override { return clock_.Now() - clock_.set_; }

   private:
    const TestClock& clock_;
  };
  Millis offset_{0};  // on top of the real time: Redis' own times and ours must not drift apart
  Millis set_{0};
  const Pace pace_{*this};
};

// Every test of a class of it is a TEST_P; TIPLINE_ON_BOTH_ENGINES(Class) runs it on SQLite and on
// PostgreSQL.
class WorkerTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;

  // As a second process after the first one died: nothing but Redis and the SQL store is left.
  void StartAfresh();
  // Steps until nothing is left to do now. Call it within ASSERT_NO_FATAL_FAILURE where more
  // depends on it.
  void RunUntilIdle();
  bool StepUntil(const std::function<bool()>& ready);

  Tip MakeTip(const std::string& id, const std::string& text, bool danger = false) const;
  void Send(const Tip& tip);
  void SendRaw(const store::StreamEntry& entry, const std::string& pseudonym);
  void Says(int responder, const std::string& text, const std::string& id);
  void Report(const std::string& reference, DeliveryState state, const std::string& id,
              const std::string& provider_id = {});
  // A message on its way out, in the partition of that pseudonym, and what became of it.
  void PostMessage(const std::string& id, OutboundClass kind = OutboundClass::kReply,
                   const std::string& channel = "generic", const std::string& pseudonym = "same");
  store::OutboundRow Row(const std::string& id);
  std::string StateOf(const std::string& id);  // empty: not recorded
  static std::string NumberOf(int responder) { return "+25470000000" + std::to_string(responder); }

  void Say(const std::string& statement);  // SQL
  // The store takes no row with that id into the table, until it may again.
  void Refuse(const std::string& table, const std::string& id);
  void RefuseNothing(const std::string& table);

  std::vector<store::CaseRow> Cases();
  std::vector<Referral> ReferralsOf(const Case& item);
  // The texts that the provider was asked to send to that number.
  std::vector<std::string> TextsTo(const std::string& number) const;

  bool sqlite() const { return GetParam().starts_with("sqlite"); }

  testing::TempDir dir_;
  std::string url_;  // of the SQL store
  std::unique_ptr<testing::RedisServer> redis_server_;
  testing::FakeProvider provider_;
  TestClock clock_;
  Settings settings_;
  KeyRing keys_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<Lane> lane_;
  std::unique_ptr<store::Redis> redis_;
};

#define TIPLINE_ON_BOTH_ENGINES(suite)                                                \
  INSTANTIATE_TEST_SUITE_P(Engines, suite, ::testing::Values("sqlite", "postgresql"), \
                           [](const auto& param) { return param.param; })

}  // namespace tipline::workers
