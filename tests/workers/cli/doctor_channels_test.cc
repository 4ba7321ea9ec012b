#include "workers/cli/doctor_channels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/base/system_clock.h"
#include "gateway/store/live/gate.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_dir.h"
#include "tests/workers/cli/call.h"

namespace tipline::cli {
namespace {

using flows::Health;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Json = nlohmann::json;
using State = Finding::State;

class DoctorChannelsTest : public ::testing::Test {
 protected:
  DoctorChannelsTest() {
    channel_.id = "kannel";
    channel_.api_url = "https://api.example.org";
    status_.channel = "kannel";
    status_.since = now_ - Millis(90L * 24 * 3600 * 1000);
    status_.in_at = now_ - Millis(180'000);
    status_.out_at = now_ - Millis(30'000);
    store::WorkerView view;
    view.worker = "w";
    view.at = now_ - Millis(3000);
    view.answers.taken = 99;
    view.answers.failed = 1;
    view.answers.p50 = Millis(120);
    view.answers.p99 = Millis(900);
    view.reports = {50, 45, 0, 0};
    status_.workers = {view};
  }
  Finding Judge() const { return JudgeChannel(channel_, status_, now_); }

  const TimePoint now_ = FromMillis(1'700'000'000'000);
  ChannelSettings channel_;
  store::ChannelStatus status_;
};

TEST_F(DoctorChannelsTest, AllIsWell) {
  const Finding finding = Judge();
  EXPECT_EQ(finding.state, State::kOk);
  EXPECT_EQ(finding.name, "channel kannel");
  EXPECT_EQ(finding.detail,
            "last in 3 min ago, last report never; last out 30 s ago; 100 requests within ten "
            "minutes, 1 % failed, answers took 120 ms (p99 900 ms); 90 % of 50 reports say "
            "delivered");
  const Json facts = Json::parse(finding.facts);
  EXPECT_EQ(facts["state"], "ok");
  EXPECT_EQ(facts["last_in"], FormatTime(*status_.in_at));
  EXPECT_EQ(facts["last_report"], nullptr);
  EXPECT_EQ(facts["answer_p99_ms"], 900);
  EXPECT_EQ(facts["failed_share"], 0.01);
  EXPECT_EQ(facts["silent"], false);
  EXPECT_EQ(facts["workers"][0]["name"], "w");
}

TEST_F(DoctorChannelsTest, DegradedWarnsAndDownFails) {
  status_.workers[0].state = Health::kDegraded;
  status_.workers[0].why = "3 requests in a row failed";
  EXPECT_EQ(Judge().state, State::kWarn);
  EXPECT_THAT(Judge().detail, StartsWith("degraded: 3 requests in a row failed; last in"));
  status_.workers[0].state = Health::kDown;
  EXPECT_EQ(Judge().state, State::kFail);
  EXPECT_EQ(Json::parse(Judge().facts)["state"], "down");
}

TEST_F(DoctorChannelsTest, SilenceWarns) {
  EXPECT_EQ(Judge().state, State::kOk) << "there is no alarm";
  channel_.silence_alarm = Millis(180'000);
  EXPECT_EQ(Judge().state, State::kWarn);
  EXPECT_THAT(Judge().detail, HasSubstr("silent: nothing came in for 3 min (alarm after 3 min)"));
  EXPECT_EQ(Json::parse(Judge().facts)["silent"], true);
  status_.in_at.reset();
  EXPECT_THAT(Judge().detail, HasSubstr("silent: nothing came in for 90 days"));
  channel_.silence_alarm = Millis(0);
  EXPECT_EQ(Judge().state, State::kOk);
}

TEST_F(DoctorChannelsTest, RefusedWebhooksWarnUntilOneIsTaken) {
  status_.refused = 7;
  status_.refused_at = now_ - Millis(60'000);
  EXPECT_EQ(Judge().state, State::kWarn);
  EXPECT_THAT(Judge().detail, HasSubstr("webhooks refused: 7, the last 60 s ago"));
  status_.in_at = now_ - Millis(30'000);
  EXPECT_EQ(Judge().state, State::kOk);
  EXPECT_THAT(Judge().detail, HasSubstr("webhooks refused: 7"));
  status_.in_at.reset();
  status_.refused_at = now_ - kRefusedRecently;
  EXPECT_EQ(Judge().state, State::kOk) << "long ago";
}

TEST_F(DoctorChannelsTest, WhoDoesNotRunShows) {
  status_.workers[0].at = now_ - store::kViewFresh;
  EXPECT_EQ(Judge().state, State::kWarn);
  EXPECT_THAT(Judge().detail, HasSubstr("is tipline-worker running?"));
  EXPECT_EQ(Json::parse(Judge().facts)["state"], nullptr);
  channel_.api_url.clear();
  EXPECT_EQ(Judge().state, State::kOk) << "nothing is to be sent";
  status_.since.reset();
  EXPECT_EQ(Judge().state, State::kWarn);
  EXPECT_THAT(Judge().detail, HasSubstr("is tipline-gateway running?"));
  EXPECT_THAT(Judge().detail, Not(HasSubstr("last in")));
}

TEST_F(DoctorChannelsTest, TheCommandShowsIt) {
  const testing::TempDir temp;
  const auto server = testing::RedisServer::Start();
  const std::string config = WriteSandbox(temp, server->socket());
  store::Redis redis(server->options());
  ASSERT_TRUE(store::CheckServer(redis));
  const TimePoint now = SystemClock().Now();
  ASSERT_TRUE(store::ChannelStatuses(redis).TellArrivals({{"generic", now, now, {}, {}, 0}}));
  const Called json = cli::Call({"--config", config, "--json", "doctor"});
  bool found = false;
  for (const Json& one : Json::parse(json.out)) {
    EXPECT_EQ(one.contains("channel"), one["name"] == "channel generic") << one["name"];
    if (!one.contains("channel")) continue;
    found = true;
    EXPECT_EQ(one["state"], "ok");
    EXPECT_EQ(one["channel"]["id"], "generic");
    EXPECT_EQ(one["channel"]["last_in"], FormatTime(now));
  }
  EXPECT_TRUE(found);
  const Called text = cli::Call({"--config", config, "doctor"});
  EXPECT_THAT(text.out, HasSubstr("channel generic"));
  EXPECT_THAT(text.out, HasSubstr("last in "));
}

}  // namespace
}  // namespace tipline::cli
