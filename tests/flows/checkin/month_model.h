// A month of many travellers with everything that goes wrong, and the judge of what the system did
// about it. The model knows schedules and who was heard of when; of the ladder it knows only what
// was promised: who was heard of in time is never told of, who was not is told of within the bound.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "flows/checkin/ladder.h"

namespace tipline::flows::testing {

struct ModelOutage {
  TimePoint from, to;
  std::string channel;  // empty: everything of ours
  bool spools = false;  // messages are kept and taken in afterwards
};

struct Skew {  // the machine's clock is wrong by that
  TimePoint from, to;
  Millis by{0};
};

struct SignEvent {
  size_t who = 0;
  TimePoint at, told_at;  // told_at: when a worker gets it
};

struct Person {
  CheckinPlan plan;
  std::vector<SignEvent> signs;
};

struct Alarm {
  size_t who = 0;
  TimePoint at;
};

struct Verdict {
  int due = 0, in_time = 0, late = 0;           // moments that came, and what the people did
  int alarms = 0, truly_late = 0;               // contacts told of somebody; and who should be
  int false_alarms = 0, missed = 0, early = 0;  // all must be 0
  int moved_by_outage = 0;
  Millis slowest{0};  // from the bound to the alarm
};

class Month {
 public:
  Month(size_t travellers, int days, uint64_t seed)
      : chance_(seed), start_(*ParseTime("2026-10-12T00:00:00Z")), days_(days) {
    const auto at = [&](int day, int hour) {
      return start_ + std::chrono::days(day) + std::chrono::hours(hour);
    };
    outages = {{at(9, 13), at(9, 19), "", false},      // ours, of six hours, when most are due
               {at(4, 17), at(4, 18), "", true},       // Redis was away
               {at(17, 15), at(17, 17), "b", false}};  // one channel was down
    skews = {{at(13, 12), at(13, 12) + std::chrono::minutes(20), std::chrono::hours(3)}};
    std::erase_if(outages, [&](const auto& one) { return one.to > end(); });
    std::erase_if(skews, [&](const auto& one) { return one.to > end(); });
    for (size_t i = 0; i < travellers; ++i)
      people.push_back(MakePerson(i));
  }

  TimePoint start() const { return start_; }
  TimePoint end() const { return start_ + std::chrono::days(days_ + 2); }
  const ModelOutage* AwayAt(const std::string& channel, TimePoint at) const {
    for (const ModelOutage& one : outages)
      if (one.channel == channel && at >= one.from && at < one.to) return &one;
    return nullptr;
  }
  Millis SkewAt(TimePoint at) const {
    for (const Skew& one : skews)
      if (at >= one.from && at < one.to) return one.by;
    return Millis(0);
  }
  // What a worker sees at that (true) moment, by its own clock.
  Seen SeenAt(TimePoint at) const {
    const TimePoint now = at + SkewAt(at);
    Seen seen{now, now, {}};
    for (const char* channel : {"a", "b", "c"})
      seen.channels.push_back({channel, AwayAt(channel, at) != nullptr ? "down" : "", now});
    return seen;
  }

  Verdict Judge(std::vector<Alarm> alarms) const {
    std::map<size_t, std::vector<TimePoint>> of;
    for (const Alarm& one : alarms)
      of[one.who].push_back(one.at);
    Verdict verdict;
    verdict.alarms = static_cast<int>(alarms.size());
    for (size_t i = 0; i < people.size(); ++i)
      JudgePerson(people[i], of[i], verdict);
    return verdict;
  }

  std::vector<Person> people;
  std::vector<ModelOutage> outages;
  std::vector<Skew> skews;
  Millis slack{5 * 60'000};  // of an alarm after its bound

 private:
  static constexpr Millis kHour{3'600'000};

  double Chance() { return std::uniform_real_distribution<double>(0, 1)(chance_); }
  Millis Within(Millis from, Millis to) {
    const auto ms = std::uniform_int_distribution<int64_t>(from.count(), to.count())(chance_);
    return Millis(ms / 60'000 * 60'000);
  }

  Person MakePerson(size_t i) {
    static constexpr std::array kZones = {"Africa/Nairobi", "Europe/Berlin",     "America/New_York",
                                          "Asia/Kathmandu", "Africa/Casablanca", "Asia/Dubai"};
    static constexpr std::array kChannels = {"a", "b", "c"};
    Person person;
    CheckinPlan& plan = person.plan;
    plan.channel = kChannels.at(i % kChannels.size());
    plan.contacts = 1 + static_cast<int>(i % 5);
    CheckinSchedule& schedule = plan.schedule;
    schedule.time_zone = kZones.at(static_cast<size_t>(Chance() * 5.99));
    schedule.minute = static_cast<int>(Chance() * 24) * 60;
    if (Chance() < 0.5) schedule.minute = 18 * 60;
    schedule.every_days = Chance() < 0.7 ? 1 : 3;
    schedule.first_day = LocalDayNumber(schedule.time_zone, start_) + 1;
    schedule.last_day = schedule.first_day + days_ - 2;
    Live(i, person);
    return person;
  }

  void Live(size_t i, Person& person) {
    TimePoint after = start_;
    while (const auto due = NextDue(person.plan.schedule, after)) {
      after = *due;
      const double what = Chance();
      if (what < 0.0015) break;  // never heard of again
      if (what < 0.02) continue;
      if (what < 0.05) {
        Say(i, person, *due + Within(2 * kHour, 10 * kHour));
        continue;
      }
      if (what < 0.10) Say(i, person, *due - Within(Millis(0), 7 * kHour));
      // Of those asked some do not get the message, and answer the reminder.
      const bool lost = Chance() < 0.03;
      if (what >= 0.09)
        Say(i, person, *due + (lost ? Within(kHour, kHour * 115 / 60) : Within(Millis(0), kHour)));
      if (Chance() < 0.05) Say(i, person, *due + Within(Millis(0), 20 * kHour));
    }
    std::sort(person.signs.begin(), person.signs.end(),
              [](const auto& a, const auto& b) { return a.at < b.at; });
  }

  void Say(size_t i, Person& person, TimePoint at) {
    if (at <= start_ || at >= end() || Chance() < 0.005) return;  // or the network lost it
    const ModelOutage* away = AwayAt("", at);
    if (away == nullptr) away = AwayAt(person.plan.channel, at);
    if (away == nullptr) return person.signs.push_back({i, at, at});
    if (away->spools) return person.signs.push_back({i, at, away->to});
    // It did not get through. Most try again when they are asked again.
    if (Chance() < 0.95) {
      const TimePoint again = away->to + Within(Millis(60'000), 2 * kHour);
      person.signs.push_back({i, again, again});
    }
  }

  // No contact hears of the moment before that, and every one that must does by then.
  TimePoint Bound(const Person& person, TimePoint due, Millis margin, bool* moved) const {
    const CheckinDelays& delays = person.plan.delays;
    TimePoint bound = due + delays.Ladder();
    std::vector<std::pair<TimePoint, TimePoint>> all;
    for (const ModelOutage& one : outages)
      if (one.channel.empty() || one.channel == person.plan.channel)
        all.emplace_back(one.from, one.to);
    for (const Skew& one : skews)
      all.emplace_back(one.from, one.to);
    for (const auto& [from, to] : all) {
      if (to <= due - delays.early || from >= bound + margin) continue;
      if (moved != nullptr) *moved = true;
      bound = std::max(bound, std::max(due, to + delays.recovery) + delays.Ladder());
    }
    return bound;
  }

  void JudgePerson(const Person& person, const std::vector<TimePoint>& alarms,
                   Verdict& verdict) const {
    const CheckinDelays& delays = person.plan.delays;
    auto due = NextDue(person.plan.schedule, start_ + delays.early);
    size_t used = 0;
    while (due && *due < end()) {
      ++verdict.due;
      const auto sign = std::find_if(person.signs.begin(), person.signs.end(),
                                     [&](const auto& s) { return s.at >= *due - delays.early; });
      const bool heard = sign != person.signs.end();
      bool moved = false;
      const TimePoint bound = Bound(person, *due, Millis(0), &moved);
      const TimePoint latest = Bound(person, *due, 2 * slack, nullptr) + slack;
      verdict.moved_by_outage += moved ? 1 : 0;
      if (heard && sign->at < bound) {
        ++verdict.in_time;
      } else if (latest < end()) {
        ++verdict.late;
        // A sign within the slack may be as fast as the alarm.
        const bool must = !heard || sign->at > latest;
        verdict.truly_late += must ? 1 : 0;
        const bool told = used < alarms.size() && alarms[used] <= latest;
        if (!told && must) ++verdict.missed;
        if (told) {
          if (alarms[used] < bound) ++verdict.early;
          verdict.slowest = std::max(verdict.slowest, alarms[used] - (latest - slack));
          ++used;
        }
      }
      if (!heard) break;
      due = NextDue(person.plan.schedule, std::max(*due, sign->at + delays.early));
    }
    verdict.false_alarms += static_cast<int>(alarms.size() - used);
  }

  std::mt19937_64 chance_;
  TimePoint start_;
  int days_;
};

}  // namespace tipline::flows::testing
