// Check-ins through the running gateway and worker: enrolled by USSD, a friend says yes by SMS,
// nobody answers, the friend is told, a late dial stands everything down. The hours of waiting are
// left out by moving the due moment in the store; no delay is longer than nothing.
#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/store/live/streams.h"
#include "gateway/store/live/timers.h"
#include "gateway/store/records/checkins.h"
#include "tests/e2e/phone.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

constexpr const char* kTraveller = "+254711000042";
constexpr const char* kFriend = "+254711000077";

class CheckinEndToEnd : public ::testing::Test {
 protected:
  void SetUp() override {
    SystemOptions options;
    options.api_urls["generic"] = provider_.url() + "/send";
    options.config = {{"channels", {{"generic", {{"flow", "main/checkin"}}}}}};
    options.worker = false;
    system_ = System::Start(options);
    ASSERT_NE(system_, nullptr);
    const std::string& config = system_->config();
    std::ofstream(config.substr(0, config.rfind('/')) + "/checkin.json")
        << R"({"grace_minutes":0,"second_minutes":0,"alert_minutes":0,"duty_lead_minutes":0,"recovery_minutes":0,"dial_minutes":0})";
    system_->StartWorker();
    auto keys = LoadKeys(system_->home() + "/keys", Role::kWorker);
    ASSERT_TRUE(keys.has_value());
    keys_ = *std::move(keys);
    auto database = store::Database::Open("sqlite:" + system_->home() + "/tipline.db");
    ASSERT_TRUE(database.has_value()) << database.error().message;
    database_ = *std::move(database);
  }

  std::string Dial(const std::vector<std::string>& inputs) const {
    return Phone(*system_, kTraveller).Dial(inputs);
  }
  bool Got(const char* number, const char* part) const {
    const auto texts = Phone(*system_, number).Received(provider_);
    return std::any_of(texts.begin(), texts.end(),
                       [&](const std::string& one) { return Shows(one, part); });
  }
  store::Traveller Traveller() {
    auto all = store::Checkins(*database_, keys_).List("", 10);
    return all && all->size() == 1 ? all->front() : store::Traveller();
  }
  // The moment has come.
  void Due() {
    const TimePoint now = std::chrono::floor<Millis>(std::chrono::system_clock::now());
    store::Traveller traveller = Traveller();
    traveller.state.due = now;
    traveller.state.step_at = traveller.next_at = now;
    const Status saved = store::Checkins(*database_, keys_).Save(traveller, "", now);
    ASSERT_TRUE(saved.has_value()) << saved.error().message;
  }
  // As often as a timer would, only sooner.
  void Wake() {
    store::Redis redis(system_->redis().options("tl-admin"));
    const store::Traveller traveller = Traveller();
    const int partition = PartitionOf(traveller.pseudonym, 64);
    const auto woken =
        redis.Run(store::Timers::ScheduleCommand(partition, "checkin_due", traveller.id, {}));
    EXPECT_TRUE(woken.has_value()) << woken.error().message;
  }

  FakeProvider provider_;
  std::unique_ptr<System> system_;
  KeyRing keys_;
  std::unique_ptr<store::Database> database_;
};

TEST_F(CheckinEndToEnd, EnrolledInvitedMissedToldAndFineAgain) {
  EXPECT_THAT(Dial({"2", "Asha", "0711000077"}), ::testing::HasSubstr("Done. We ask every day."));
  // The line broke at the question for how long: the next dial goes on there, to the end.
  EXPECT_THAT(Dial({"1", "1", "18"}), ::testing::HasSubstr("Noted. Any message"));
  ASSERT_TRUE(Eventually([&] { return Got(kFriend, "Asha would like us"); }));
  Phone(*system_, kFriend).Sms("Yes");
  ASSERT_TRUE(Eventually([&] { return Got(kFriend, "only if Asha does not answer"); }));
  EXPECT_THAT(Dial({"1", "Mombasa"}), ::testing::HasSubstr("Next time"));
  EXPECT_EQ(json::parse(system_->Tipline({"--json", "checkin", "list"}).out).at("overdue").size(),
            0U);
  const std::string id = Traveller().id;
  EXPECT_NE(system_->Tipline({"checkin", "show", id}).code, 0) << "not overdue: not shown";

  ASSERT_NO_FATAL_FAILURE(Due());
  ASSERT_TRUE(Eventually(
      [&] {
        Wake();
        return Got(kFriend, "Told us Mombasa");
      },
      std::chrono::seconds(90)));
  // Where all steps come at once, only the newest question goes.
  EXPECT_TRUE(Eventually([&] { return Got(kTraveller, "Still hoping"); }));
  const json list = json::parse(system_->Tipline({"--json", "checkin", "list"}).out);
  ASSERT_EQ(list.at("overdue").size(), 1U);
  EXPECT_EQ(json::parse(system_->Tipline({"--json", "checkin", "show", id}).out).at("last_place"),
            "Mombasa");

  Phone(*system_, kTraveller).Turn("late", "", true);  // nothing but a dial
  ASSERT_TRUE(Eventually([&] { return Got(kFriend, "Asha is in touch again"); }));
  EXPECT_EQ(json::parse(system_->Tipline({"--json", "checkin", "list"}).out).at("overdue").size(),
            0U);
  EXPECT_EQ(system_->CaseCount(), 0U) << "no check-in is a case";
}

}  // namespace
}  // namespace tipline::testing
