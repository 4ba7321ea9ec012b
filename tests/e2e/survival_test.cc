// Redis, gateway and worker are stopped and killed under load. A ledger kept by the senders says
// what was accepted; at the end there is exactly one case for each entry.
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/e2e/metrics.h"
#include "tests/e2e/system.h"
#include "tests/e2e/wire.h"

namespace tipline::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr int kSenders = 4;

// What a provider does: sends each message until it is accepted, and the same one again whenever it
// did not hear back.
class Load {
 public:
  explicit Load(int port) : port_(port) {
    for (int s = 0; s < kSenders; ++s)
      threads_.emplace_back([this, s] { Run(s); });
  }
  ~Load() { Finish(); }
  size_t accepted() const { return accepted_.load(); }
  bool ReachesAnother(size_t more) {
    const size_t want = accepted() + more;
    return Eventually([&] { return accepted() >= want; }, minutes(2));
  }
  void Finish() {
    stop_ = true;
    for (auto& t : threads_)
      if (t.joinable()) t.join();
  }

 private:
  void Run(int sender) {
    Wire wire(port_);
    for (int i = 0; !stop_; ++i) {
      char from[32];
      std::snprintf(from, sizeof from, "+25472%01d%06d", sender, i);
      const std::string body = nlohmann::json{
          {"id", std::to_string(sender) + "-" + std::to_string(i)},
          {"from", from},
          {"to", "22395"},
          {"text",
           "I saw people who are not allowed to leave the farm, message " +
               std::to_string(i)}}.dump();
      while (wire.Post("/hooks/generic/sms", body).status != 200)
        std::this_thread::sleep_for(milliseconds(20));
      ++accepted_;
    }
  }

  const int port_;
  std::atomic<bool> stop_{false};
  std::atomic<size_t> accepted_{0};
  std::vector<std::thread> threads_;
};

class Survival : public ::testing::Test {
 protected:
  void SetUp() override {
    system_ = System::Start();
    ASSERT_NE(system_, nullptr);
  }

  // One case for each accepted message: none lost, none doubled.
  void ExpectLedgerHolds(size_t accepted) {
    EXPECT_TRUE(Eventually([&] { return system_->GatewayReady(); }));
    EXPECT_TRUE(Eventually([&] { return system_->CaseCount() >= accepted; }, minutes(3)));
    const auto cases = system_->Cases();
    std::set<std::string> ids;
    size_t tips = 0;
    for (const auto& c : cases) {
      ids.insert(c.at("id").get<std::string>());
      const auto& count = c.at("tips");
      tips += count.is_array() ? count.size() : count.get<size_t>();
    }
    EXPECT_EQ(cases.size(), accepted);
    EXPECT_EQ(ids.size(), accepted);
    EXPECT_EQ(tips, accepted);
    std::printf("accepted %zu, cases %zu, tips %zu\n", accepted, cases.size(), tips);
  }

  std::unique_ptr<System> system_;
};

TEST_F(Survival, RedisStoppedAndStartedUnderLoadLosesAndDoublesNothing) {
  Load load(system_->gateway_port());
  ASSERT_TRUE(load.ReachesAnother(200));
  system_->redis().Stop();
  EXPECT_TRUE(load.ReachesAnother(100)) << "an SMS is accepted into the spool while Redis is away";
  system_->redis().StartAgain();
  ASSERT_TRUE(load.ReachesAnother(200));
  system_->redis().Kill();
  ASSERT_TRUE(load.ReachesAnother(50));
  system_->redis().StartAgain();
  ASSERT_TRUE(load.ReachesAnother(200));
  load.Finish();
  ExpectLedgerHolds(load.accepted());
  EXPECT_GT(Webhooks(*system_, "generic", "spooled"), 0U);
}

TEST_F(Survival, GatewayKilledUnderLoadLosesAndDoublesNothing) {
  Load load(system_->gateway_port());
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(load.ReachesAnother(150));
    system_->gateway().Kill();
    system_->StartGateway();
  }
  ASSERT_TRUE(load.ReachesAnother(150));
  load.Finish();
  ExpectLedgerHolds(load.accepted());
}

TEST_F(Survival, WorkerKilledUnderLoadLosesAndDoublesNothing) {
  Load load(system_->gateway_port());
  for (int round = 0; round < 4; ++round) {
    ASSERT_TRUE(load.ReachesAnother(150));
    system_->worker().Kill();
    system_->StartWorker();
  }
  ASSERT_TRUE(load.ReachesAnother(150));
  load.Finish();
  ExpectLedgerHolds(load.accepted());
}

TEST_F(Survival, AGatewayThatIsAskedToStopCutsNoAnswer) {
  Load load(system_->gateway_port());
  ASSERT_TRUE(load.ReachesAnother(200));
  EXPECT_EQ(system_->gateway().Stop(), 0);
  system_->StartGateway();
  ASSERT_TRUE(load.ReachesAnother(200));
  load.Finish();
  ExpectLedgerHolds(load.accepted());
}

}  // namespace
}  // namespace tipline::testing
