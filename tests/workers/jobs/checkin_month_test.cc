// The month of tests/flows/checkin/month_test.cc once more, shorter and with fewer travellers and
// everything real below: SQL, timers in Redis, the worker's lane with its jobs, the watchdog's
// chores.
#include <cstdio>

#include "gateway/store/live/channel_status.h"
#include "tests/flows/checkin/month_model.h"
#include "tests/workers/jobs/checkin_world.h"

namespace tipline::workers {
namespace {

using flows::testing::Alarm;
using flows::testing::Month;
using flows::testing::Person;

constexpr size_t kTravellers = 300;
constexpr int kDays = 10;  // with our outage of six hours on the ninth
constexpr Millis kTick{240'000};

class CheckinMonth : public CheckinWorld {
 protected:
  void Start(const Month& month) {
    clock_.Forward(month.start() - clock_.Now());
    Alive();  // what was told at the set-up is of another clock
    for (size_t i = 0; i < month.people.size(); ++i) {
      store::Traveller one;
      char id[32];
      std::snprintf(id, sizeof id, "T%05zu", i);
      one.id = id;
      one.number = Secret("+2547110" + std::string(id).substr(1));
      one.pseudonym = Pseudonym(keys_, one.number.Reveal());
      one.nickname = "N";
      one.language = "en";
      one.prompts = false;  // what is written to phones has its own tests
      one.plan = month.people[i].plan;
      one.state = flows::StartCheckin(one.plan, month.start());
      one.created_at = month.start();
      ASSERT_TRUE(StartTraveller(*lane_, one).has_value());
      by_phone_.push_back(one.pseudonym);
      for (int c = 0; c < one.plan.contacts; ++c) {
        store::CheckinContact contact;
        contact.id = one.id + "c" + std::to_string(c);
        contact.traveller_id = one.id;
        contact.number =
            Secret("+25472" + std::to_string(1'000'000 + i * 10 + static_cast<size_t>(c)));
        contact.pseudonym = Pseudonym(keys_, contact.number.Reveal());
        contact.place = c + 1;
        contact.state = "active";
        ASSERT_TRUE(Records().AddContact(contact).has_value());
      }
    }
  }

  std::vector<Alarm> Alarms(const Month& month) {
    std::vector<Alarm> alarms;
    for (size_t i = 0; i < month.people.size(); ++i) {
      char id[32];
      std::snprintf(id, sizeof id, "T%05zu", i);
      const auto events = Records().Events(id);
      bool told = false;  // of one lateness only the first contact counts
      for (const auto& event : *events) {
        if (event.kind == "contact" && !told) alarms.push_back({i, event.at});
        told = event.kind == "contact" ||
               (told && event.kind != "stood_down" && event.kind != "heard");
      }
    }
    return alarms;
  }

  std::vector<std::string> by_phone_;
};
INSTANTIATE_TEST_SUITE_P(Engines, CheckinMonth, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

TEST_P(CheckinMonth, NobodyIsToldOfInVainAndNobodyIsMissed) {
  Month month(kTravellers, kDays, 7);
  month.slack = std::chrono::minutes(20);  // each of four steps may be a tick late
  month.skews.clear();                     // a clock that jumps: tests/flows/checkin
  settings_.channels["a"] = settings_.channels["b"] = settings_.channels["c"] =
      settings_.channels["generic"];
  ASSERT_NO_FATAL_FAILURE(Start(month));
  std::vector<flows::testing::SignEvent> signs;
  for (const Person& person : month.people)
    signs.insert(signs.end(), person.signs.begin(), person.signs.end());
  std::stable_sort(signs.begin(), signs.end(),
                   [](const auto& a, const auto& b) { return a.told_at < b.told_at; });
  const auto begun = std::chrono::steady_clock::now();
  size_t next = 0;
  for (TimePoint at = month.start(); at < month.end(); at += kTick) {
    clock_.Forward(at - clock_.Now());
    if (month.AwayAt("", at) != nullptr) continue;
    ASSERT_TRUE(
        store::ChannelStatuses(*redis_).TellGateway({"generic", "mute"}, clock_.Now()).has_value());
    ASSERT_TRUE(chores_->Look().has_value());
    for (; next < signs.size() && signs[next].told_at <= at; ++next) {
      SignOf sign;
      sign.at = signs[next].at;
      const Status heard =
          HearTraveller(*lane_, by_phone_[signs[next].who], sign, std::to_string(next));
      ASSERT_TRUE(heard.has_value() || heard.error().code == Code::kNotFound);
    }
    lane_->Step(Millis(0));
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  const auto verdict = month.Judge(Alarms(month));
  std::printf("%d moments due, %d in time, %d truly late, %d alarms, slowest %lld s; %lld ms\n",
              verdict.due, verdict.in_time, verdict.truly_late, verdict.alarms,
              static_cast<long long>(verdict.slowest.count() / 1000),
              static_cast<long long>(took.count()));
  EXPECT_EQ(verdict.false_alarms, 0);
  EXPECT_EQ(verdict.early, 0);
  EXPECT_EQ(verdict.missed, 0);
  EXPECT_GT(verdict.truly_late, 0);
}

}  // namespace
}  // namespace tipline::workers
