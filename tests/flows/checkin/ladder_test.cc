#include "flows/checkin/ladder.h"

#include <gtest/gtest.h>

#include "tests/flows/checkin/checkin_data.h"

namespace tipline::flows {
namespace {

using nlohmann::json;
using testing::Span;
using testing::SpanText;

const TimePoint kDue = *ParseTime("2026-12-01T18:00:00Z");
constexpr Millis kMinute{60'000};

struct Away {
  TimePoint from, to;
  std::string channel;
};

// Plays a case of ladder.json minute by minute, with everything that is not there in an outage.
class Play {
 public:
  explicit Play(const json& data) : data_(data) {
    plan_.channel = "mine";
    plan_.contacts = data.at("contacts");
    plan_.unasked = data.value("unasked", false);
    const int64_t day = LocalDayNumber("UTC", kDue);
    plan_.schedule = {"UTC", 18 * 60, 1, day, day + 30};
    SetDelays();
    for (const json& one : data.value("outages", json::array()))
      away_.push_back({kDue + Span(one[0]), kDue + Span(one[1]), one.size() > 2 ? one[2] : ""});
    state_ = StartCheckin(plan_, kDue - std::chrono::hours(23));
  }

  void Run() {
    const TimePoint until = kDue + Span(data_.value("until", "12:00"));
    for (TimePoint now = kDue - std::chrono::hours(20); now <= until; now += kMinute)
      if (!IsAway("", now)) Minute(now);
  }

  std::vector<std::string> steps;
  int stood_down = 0;
  CheckinState state() const { return state_; }

 private:
  void SetDelays() {
    CheckinDelays& d = plan_.delays;
    for (const auto& [name, into] :
         {std::pair("grace", &d.grace), std::pair("second", &d.second),
          std::pair("alert", &d.alert), std::pair("next_contact", &d.next_contact),
          std::pair("duty_lead", &d.duty_lead)})
      if (data_.contains("delays") && data_["delays"].contains(name))
        *into = Span(data_["delays"][name]);
  }

  bool IsAway(const std::string& channel, TimePoint now) const {
    return std::any_of(away_.begin(), away_.end(), [&](const Away& one) {
      return one.channel == channel && now > one.from && now < one.to;
    });
  }

  void Minute(TimePoint now) {
    Climb(now);  // a timer may be faster than the first look after an outage
    Seen seen{now, now, {}};
    for (const char* channel : {"mine", "other"})
      seen.channels.push_back({channel, IsAway(channel, now) ? "down" : "", now});
    watch_ = Look(watch_, seen);
    Events(now);
    Climb(now);
    // What is kept between two steps is the state and nothing else.
  }

  void Events(TimePoint now) {
    const auto is_now = [&](const json& list) {
      return std::any_of(list.begin(), list.end(),
                         [&](const json& at) { return kDue + Span(at) == now; });
    };
    if (is_now(data_.value("signs", json::array()))) {
      const Heard heard = HearSign(plan_, state_, now, now);
      state_ = heard.state;
      stood_down += heard.stands_down ? 1 : 0;
    }
    if (is_now(data_.value("unreached", json::array()))) Keep(ContactUnreached(state_, now), now);
    if (data_.contains("pause") && is_now({data_["pause"].at("at")})) {
      std::optional<TimePoint> until;
      if (data_["pause"].contains("until")) until = kDue + Span(data_["pause"]["until"]);
      state_ = PauseCheckin(state_, until);
    }
  }

  void Climb(TimePoint now) {
    for (int i = 0; i < 10; ++i) {
      const CheckinStep step = Next(plan_, state_, watch_, now);
      Keep(step, now);
      if (!step.look_at || *step.look_at > now) return;
    }
    ADD_FAILURE() << "it goes round at " << SpanText(now - kDue);
  }

  void Keep(const CheckinStep& step, TimePoint now) {
    state_ = step.state;
    if (step.act == CheckinAct::kNothing) return;
    steps.push_back(SpanText(now - kDue) + " " + CheckinActName(step.act));
  }

  const json& data_;
  CheckinPlan plan_;
  CheckinState state_;
  Watch watch_;
  std::vector<Away> away_;
};

TEST(CheckinLadder, Data) {
  for (const json& one : testing::CheckinCases("ladder")) {
    SCOPED_TRACE(one.at("name").get<std::string>());
    Play play(one);
    play.Run();
    EXPECT_EQ(play.steps, one.at("steps").get<std::vector<std::string>>());
    EXPECT_EQ(play.stood_down, one.value("stands_down", 0));
    if (one.contains("next_due")) {
      EXPECT_EQ(play.state().stage, CheckinStage::kWaiting);
      EXPECT_EQ(SpanText(play.state().due - kDue), one["next_due"]);
    }
  }
}

TEST(CheckinLadder, TheLastSignEndsIt) {
  CheckinPlan plan;
  const int64_t day = LocalDayNumber("UTC", kDue);
  plan.schedule = {"UTC", 18 * 60, 0, day, day};
  CheckinState state = StartCheckin(plan, kDue - std::chrono::days(9));
  EXPECT_EQ(state.due, kDue);
  state = HearSign(plan, state, kDue, kDue).state;
  EXPECT_EQ(state.stage, CheckinStage::kOver);
  EXPECT_EQ(state.step_at, std::nullopt);
  EXPECT_FALSE(HearSign(plan, state, kDue, kDue).counts);
}

TEST(CheckinLadder, ASignThatIsToldLateCountsByItsOwnTime) {
  CheckinPlan plan;
  const int64_t day = LocalDayNumber("UTC", kDue);
  plan.schedule = {"UTC", 18 * 60, 1, day, day + 9};
  CheckinState late = StartCheckin(plan, kDue - std::chrono::hours(20));
  late.stage = CheckinStage::kRemindedAgain;
  const TimePoint now = kDue + std::chrono::hours(2);
  EXPECT_FALSE(HearSign(plan, late, kDue - std::chrono::hours(7), now).counts);
  EXPECT_TRUE(HearSign(plan, late, kDue - std::chrono::hours(5), now).counts);
  EXPECT_TRUE(HearSign(plan, late, now + std::chrono::hours(9), now).counts) << "not of the future";
  EXPECT_EQ(HearSign(plan, late, now + std::chrono::hours(9), now).state.heard_at, now);
}

TEST(CheckinLadder, AClockSetBackLeavesNobodyWaitingForTheOldOne) {
  CheckinPlan plan;
  const int64_t day = LocalDayNumber("UTC", kDue);
  plan.schedule = {"UTC", 18 * 60, 1, day, day + 9};
  const TimePoint ahead = kDue + std::chrono::days(3);
  CheckinState waiting = StartCheckin(plan, ahead);
  waiting = ClockSetBack(plan, waiting, kDue - std::chrono::hours(20));
  EXPECT_EQ(waiting.due, kDue);
  EXPECT_EQ(ClockSetBack(plan, waiting, kDue + kMinute).due, kDue) << "it is due: not left out";
  CheckinState late = waiting;
  late.stage = CheckinStage::kReminded;
  late.step_at = ahead;
  late = ClockSetBack(plan, late, kDue);
  EXPECT_LE(*late.step_at, kDue + plan.delays.recovery + plan.delays.grace);
  CheckinState early = waiting;  // asked while the clock was ahead: it is not due yet
  early.stage = CheckinStage::kReminded;
  early.step_at = ahead;
  early = ClockSetBack(plan, early, kDue - std::chrono::hours(2));
  EXPECT_EQ(early.stage, CheckinStage::kWaiting);
  EXPECT_EQ(early.step_at, kDue);
}

TEST(CheckinLadder, NamesComeBack) {
  for (int i = 0; i <= static_cast<int>(CheckinStage::kOver); ++i) {
    const auto stage = static_cast<CheckinStage>(i);
    EXPECT_EQ(CheckinStageFromName(CheckinStageName(stage)), stage);
  }
  EXPECT_EQ(CheckinStageFromName("x"), std::nullopt);
}

}  // namespace
}  // namespace tipline::flows
