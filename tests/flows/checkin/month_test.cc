// Check-ins at full size: 10,000 travellers, 30 days, by a simulated clock, with an outage of ours
// of six hours, one of Redis, one of a channel, a clock that jumps and comes back, messages that
// get lost and answers that come late. Nobody's contacts hear of somebody who was heard of in time,
// and of everybody else they do; who is asked is asked in time, once, and never twice within an
// hour.
#include <algorithm>
#include <queue>
#include <utility>

#include <gtest/gtest.h>

#include "tests/flows/checkin/month_model.h"

namespace tipline::flows {
namespace {

using testing::Alarm;
using testing::Month;
using testing::SignEvent;

constexpr Millis kMinute{60'000};

// What the travellers themselves are sent: the question, a reminder, another.
class Prompts {
 public:
  explicit Prompts(const Month& month) : month_(month), last_(month.people.size()) {}

  void Note(size_t who, CheckinAct act, const CheckinState& state, TimePoint at) {
    if (act != CheckinAct::kAsk && act != CheckinAct::kRemind && act != CheckinAct::kRemindAgain)
      return;
    ++sent;
    const Last before = std::exchange(last_[who], Last{act, state.due, at});
    if (IsSkewed(at) || IsSkewed(before.at)) return;
    if (before.due == state.due && at - before.at < std::chrono::minutes(59)) ++heaped;
    if (act == CheckinAct::kAsk && !IsMoved(month_.people[who].plan, state.due, at)) {
      if (before.due == state.due) ++doubled;
      if (at < state.due || at - state.due > std::chrono::minutes(2)) ++untimely;
    }
    const bool follows =
        before.due == state.due && (act == CheckinAct::kRemind ? before.act == CheckinAct::kAsk
                                                               : before.act == CheckinAct::kRemind);
    if (act != CheckinAct::kAsk && !follows) ++doubled;
  }

  int64_t sent = 0;
  int heaped = 0, doubled = 0, untimely = 0;

 private:
  struct Last {
    CheckinAct act = CheckinAct::kNothing;
    TimePoint due{}, at{};
  };
  // By a clock that was wrong, or was just set right, times of day say little.
  bool IsSkewed(TimePoint at) const {
    return std::any_of(month_.skews.begin(), month_.skews.end(), [&](const auto& one) {
      return at >= one.from && at < one.to + std::chrono::hours(6);
    });
  }
  bool IsMoved(const CheckinPlan& plan, TimePoint due, TimePoint at) const {
    return std::any_of(month_.outages.begin(), month_.outages.end(), [&](const auto& one) {
      return (one.channel.empty() || one.channel == plan.channel) &&
             one.to > due - plan.delays.early - std::chrono::minutes(10) && one.from <= at;
    });
  }

  const Month& month_;
  std::vector<Last> last_;
};

class PureSystem {
 public:
  explicit PureSystem(const Month& month) : prompts(month) {
    for (const auto& person : month.people) {
      plans_.push_back(person.plan);
      states_.push_back(StartCheckin(person.plan, month.start()));
      Wait(states_.size() - 1, states_.back().step_at);
    }
  }

  void Minute(const Seen& seen, const std::vector<SignEvent>& signs, Millis skew) {
    const TimePoint now = seen.now;
    Climb(now, skew);  // timers may be faster than the first look
    const size_t before = watch_.outages.size();
    watch_ = Look(watch_, seen);
    if (watch_.outages.size() > before && watch_.outages.back().cause == "clock")
      for (size_t i = 0; i < states_.size(); ++i)
        Keep(i, ClockSetBack(plans_[i], states_[i], now));
    for (const SignEvent& sign : signs)
      Keep(sign.who, HearSign(plans_[sign.who], states_[sign.who], sign.at + skew, now).state);
    Climb(now, skew);
  }

  std::vector<Alarm> alarms;
  Prompts prompts;
  int64_t steps = 0;

 private:
  void Wait(size_t i, std::optional<TimePoint> at) {
    waits_.resize(std::max(waits_.size(), i + 1));
    waits_[i] = at;
    if (at) queue_.emplace(*at, i);
  }
  void Keep(size_t i, const CheckinState& state) {
    states_[i] = state;
    Wait(i, state.step_at);
  }

  void Climb(TimePoint now, Millis skew) {
    while (!queue_.empty() && queue_.top().first <= now) {
      const auto [at, i] = queue_.top();
      queue_.pop();
      if (waits_[i] != at) continue;  // it was moved
      const CheckinStep step = Next(plans_[i], states_[i], watch_, now);
      ++steps;
      const bool first = step.act == CheckinAct::kTellContact && step.state.told == 1;
      if (first) alarms.push_back({i, now - skew});
      prompts.Note(i, step.act, step.state, now - skew);
      states_[i] = step.state;
      Wait(i, step.look_at);
    }
  }

  std::vector<CheckinPlan> plans_;
  std::vector<CheckinState> states_;
  std::vector<std::optional<TimePoint>> waits_;
  Watch watch_;
  using Entry = std::pair<TimePoint, size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue_;
};

void Play(const Month& month, PureSystem& system) {
  std::vector<SignEvent> signs;
  for (const auto& person : month.people)
    signs.insert(signs.end(), person.signs.begin(), person.signs.end());
  std::stable_sort(signs.begin(), signs.end(),
                   [](const auto& a, const auto& b) { return a.told_at < b.told_at; });
  size_t next = 0;
  for (TimePoint at = month.start(); at < month.end(); at += kMinute) {
    if (month.AwayAt("", at) != nullptr) continue;
    std::vector<SignEvent> now;
    for (; next < signs.size() && signs[next].told_at <= at; ++next)
      now.push_back(signs[next]);
    system.Minute(month.SeenAt(at), now, month.SkewAt(at));
  }
}

void Expect(const testing::Verdict& verdict, const Prompts& prompts) {
  EXPECT_GT(prompts.sent, 0);
  EXPECT_EQ(prompts.heaped, 0);
  EXPECT_EQ(prompts.doubled, 0);
  EXPECT_EQ(prompts.untimely, 0);
  EXPECT_EQ(verdict.false_alarms, 0);
  EXPECT_EQ(verdict.early, 0);
  EXPECT_EQ(verdict.missed, 0);
  EXPECT_GT(verdict.truly_late, 0);
  EXPECT_GT(verdict.moved_by_outage, 0);
}

TEST(CheckinMonth, TenThousandTravellersThirtyDays) {
  const Month month(10'000, 30, 20261128);
  PureSystem system(month);
  Play(month, system);
  const testing::Verdict verdict = month.Judge(system.alarms);
  std::printf(
      "%d moments due, %d answered in time, %d moved by an outage; %d truly late, %d alarms, "
      "slowest "
      "%lld s after the bound; %lld steps\n",
      verdict.due, verdict.in_time, verdict.moved_by_outage, verdict.truly_late, verdict.alarms,
      static_cast<long long>(verdict.slowest.count() / 1000), static_cast<long long>(system.steps));
  std::printf(
      "%lld questions and reminders: %d within an hour of another, %d twice, %d not in time\n",
      static_cast<long long>(system.prompts.sent), system.prompts.heaped, system.prompts.doubled,
      system.prompts.untimely);
  Expect(verdict, system.prompts);
}

TEST(CheckinMonth, OtherSeeds) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    const Month month(300, 30, seed);
    PureSystem system(month);
    Play(month, system);
    Expect(month.Judge(system.alarms), system.prompts);
  }
}

}  // namespace
}  // namespace tipline::flows
