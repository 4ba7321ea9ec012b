// One worker's world for tests: a real Redis, a SQLite store, real keys, a fake provider behind the
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

 private:
  Millis offset_{0};  // on top of the real time: Redis' own times and ours must not drift apart
};

class WorkerTest : public ::testing::Test {
 protected:
  void SetUp() override;

  // As a second process after the first one died: nothing but Redis and the SQL file is left.
  void StartAfresh();
  // Steps until nothing is left to do now. Call it within ASSERT_NO_FATAL_FAILURE where more
  // depends on it.
  void RunUntilIdle();
  bool StepUntil(const std::function<bool()>& ready);

  Tip MakeTip(const std::string& id, const std::string& text, bool danger = false) const;
  void Send(const Tip& tip);
  void SendRaw(const store::StreamEntry& entry, const std::string& pseudonym);
  void Says(int responder, const std::string& text, const std::string& id);
  void Report(const std::string& reference, DeliveryState state, const std::string& id);
  static std::string NumberOf(int responder) { return "+25470000000" + std::to_string(responder); }

  std::vector<store::CaseRow> Cases();
  std::vector<Referral> ReferralsOf(const Case& item);
  // The texts that the provider was asked to send to that number.
  std::vector<std::string> TextsTo(const std::string& number) const;

  testing::TempDir dir_;
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

}  // namespace tipline::workers
