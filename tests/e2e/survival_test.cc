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

#include "tests/support/fake_provider.h"
#include "tests/system/metrics.h"
#include "tests/system/system.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr int kSenders = 4;

// What a provider does: sends each message until it is accepted, and the same one again whenever it
// did not hear back.
class Load {
 public:
  explicit Load(int port, seconds settle = seconds(30)) : port_(port), settle_(settle) {
    for (int s = 0; s < kSenders; ++s)
      threads_.emplace_back([this, s] { Run(s); });
  }
  ~Load() { Finish(); }
  size_t accepted() const { return accepted_.load(); }
  // Answers that broke off, or never came, after the request had gone out. A refused connection is
  // none: the provider knows that nothing was taken.
  size_t cut() const { return cut_.load(); }
  // Messages of which it was not known at some time whether they were taken.
  size_t in_doubt() const { return in_doubt_.load(); }
  // Messages whose fate was still open when the senders gave up; known after Finish.
  size_t open() const { return open_.load(); }
  bool ReachesAnother(size_t more) {
    const size_t want = accepted() + more;
    return Eventually([&] { return accepted() >= want; }, minutes(2));
  }
  // Ends within `settle` and the time of one answer, whether or not anybody listens.
  void Finish() {
    if (!stop_) give_up_at_ = steady_clock::now() + settle_;
    stop_ = true;
    for (auto& t : threads_)
      if (t.joinable()) t.join();
  }

 private:
  void Run(int sender) {
    Wire wire(port_);
    for (int i = 0; !stop_; ++i)
      Send(wire, sender, i);
  }

  // A message that may have been taken goes on being sent after the stop, so that the ledger can
  // count it; one that was certainly not taken is dropped.
  void Send(Wire& wire, int sender, int i) {
    char from[32];
    std::snprintf(from, sizeof from, "+25472%01d%06d", sender, i);
    const std::string body = nlohmann::json{
        {"id", std::to_string(sender) + "-" + std::to_string(i)},
        {"from", from},
        {"to", "22395"},
        {"text",
         "I saw people who are not allowed to leave the farm, message " +
             std::to_string(i)}}.dump();
    bool in_doubt = false;
    while (!Over(in_doubt)) {
      const WireReply reply = wire.Post("/hooks/generic/sms", body);
      if (reply.status == 200) {
        ++accepted_;
        return;
      }
      cut_ += reply.cut ? 1 : 0;
      if (!in_doubt && (reply.cut || reply.status != 0)) ++in_doubt_;
      in_doubt = in_doubt || reply.cut || reply.status != 0;
      Eventually([&] { return Over(in_doubt) || wire.Connect(); });
    }
    open_ += in_doubt ? 1 : 0;
  }
  bool Over(bool in_doubt) const {
    return stop_ && (!in_doubt || steady_clock::now() >= give_up_at_.load());
  }

  const int port_;
  const seconds settle_;
  std::atomic<bool> stop_{false};
  std::atomic<steady_clock::time_point> give_up_at_{};  // set before stop_
  std::atomic<size_t> accepted_{0}, cut_{0}, open_{0}, in_doubt_{0};
  std::vector<std::thread> threads_;
};

class Survival : public ::testing::Test {
 protected:
  void SetUp() override {
    system_ = System::Start();
    ASSERT_NE(system_, nullptr);
  }

  // One case for each accepted message: none lost, none doubled. Counted only once nothing is under
  // way any more, or a late double would not be seen.
  void ExpectLedgerHolds(const Load& load) {
    const size_t accepted = load.accepted();
    EXPECT_EQ(load.open(), 0U) << "messages of which nobody knows whether they were taken";
    EXPECT_TRUE(Eventually([&] { return system_->GatewayReady(); }));
    ASSERT_TRUE(AllTakenIn(*system_));
    EXPECT_EQ(BacklogOf(*system_).dead, 0U);
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
    // What the product says of itself must be what the senders say.
    const Finished reconciled = system_->Tipline({"--json", "reconcile"});
    EXPECT_EQ(reconciled.code, 0) << reconciled.out << reconciled.err;
    const auto books = nlohmann::json::parse(reconciled.out, nullptr, false);
    ASSERT_TRUE(books.is_object()) << reconciled.err;
    EXPECT_EQ(books.at("sql_tips"), accepted);
    EXPECT_EQ(books.at("entries"), accepted);
    EXPECT_EQ(books.at("unaccounted"), 0);
    EXPECT_EQ(books.at("waiting"), 0);
    std::printf("accepted %zu, cases %zu, tips %zu, answers cut %zu\n", accepted, cases.size(),
                tips, load.cut());
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
  ExpectLedgerHolds(load);
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
  ExpectLedgerHolds(load);
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
  ExpectLedgerHolds(load);
}

TEST_F(Survival, AGatewayThatIsAskedToStopCutsNoAnswer) {
  Load load(system_->gateway_port());
  ASSERT_TRUE(load.ReachesAnother(200));
  EXPECT_EQ(system_->gateway().Stop(), 0);
  system_->StartGateway();
  ASSERT_TRUE(load.ReachesAnother(200));
  load.Finish();
  EXPECT_EQ(load.cut(), 0U);
  ExpectLedgerHolds(load);
}

// The senders themselves: what they count, and that nobody can hold them up.
TEST(SurvivalLoad, SeesAnAnswerThatIsCutAndGivesUp) {
  FakeProvider nobody;
  FakeAnswer broken;
  broken.drop = true;
  nobody.Script([broken](const FakeRequest&) { return broken; });
  const std::string url = nobody.url();
  Load load(std::stoi(url.substr(url.rfind(':') + 1)), seconds(1));
  EXPECT_TRUE(Eventually([&] {
    return load.cut() >= size_t{4} * kSenders && load.in_doubt() == static_cast<size_t>(kSenders);
  }));
  load.Finish();
  EXPECT_EQ(load.accepted(), 0U);
  EXPECT_EQ(load.open(), static_cast<size_t>(kSenders));
}

TEST(SurvivalLoad, ARefusedConnectionLeavesNothingOpen) {
  Load load(FreePort());
  load.Finish();
  EXPECT_EQ(load.accepted() + load.cut() + load.open(), 0U);
}

}  // namespace
}  // namespace tipline::testing
