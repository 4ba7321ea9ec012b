// The silence rule at full size: 10,000 people, 30 days, by a simulated clock. What staff write
// goes out in clear to whoever wrote within fifteen minutes, and never to anybody else; in it six
// hours in which nothing of ours runs, so that replies are looked at long after they were written,
// and a third of the people with a record of what is safe. Through SQL: tests/workers/month.
#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "flows/delivery/permission.h"

namespace tipline::flows {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr int kPeople = 10'000;

class MonthOfTalks {
 public:
  // One person's month: two talks of two messages, and what staff write after each: mostly soon,
  // some around the fifteen minutes, some long after.
  void Person(int number) {
    safe_ = number % 3 == 0;
    for (int talk = 0; talk < 2; ++talk) {
      TimePoint at = start_ + Upto(days(30));
      for (int message = 0; message < 2; ++message) {
        heard_ = Heard(at);
        Reply(heard_ + Upto(minutes(14)));
        Reply(heard_ + minutes(13) + Upto(minutes(4)));
        if (Upto(Millis(10)) < Millis(3)) Reply(heard_ + Upto(hours(12)));
        at += minutes(1) + Upto(minutes(40));
      }
    }
  }

  int in_talk = 0, after = 0, leaks = 0, kept_back = 0;

 private:
  Millis Upto(Millis most) {
    return Millis(std::uniform_int_distribution<int64_t>(0, most.count() - 1)(chance_));
  }
  bool Away(TimePoint at) const { return at >= gone_ && at < gone_ + hours(6); }
  // Nobody takes a message while we are away: the network brings it again later.
  TimePoint Heard(TimePoint at) { return Away(at) ? gone_ + hours(6) + Upto(minutes(20)) : at; }

  void Reply(TimePoint written) {
    const TimePoint now = Away(written) ? gone_ + hours(6) : written;
    Case item;
    item.medium = Medium::kSms;
    Letter letter;
    letter.channel = "a";
    letter.created_at = written;
    letter.of_case = item;
    letter.heard_at = letter.seen_at = heard_;
    if (safe_) {
      SafeContact contact;
      contact.may_write = true;
      letter.contacts.push_back(contact);
    }
    const Ruling ruling = MayGo(letter, std::nullopt, "UTC", now);
    const bool clear = ruling.what == Ruling::What::kGo && ruling.cover.empty();
    const bool listens = now - heard_ <= minutes(15) && now - written <= hours(1);
    ++(listens ? in_talk : after);
    if (clear && !listens) ++leaks;
    if (!clear && listens) ++kept_back;
  }

  const TimePoint start_ = *ParseTime("2026-12-01T00:00:00Z");
  const TimePoint gone_ = start_ + days(9) + hours(13);
  std::mt19937_64 chance_{20261201};
  bool safe_ = false;
  TimePoint heard_{};
};

TEST(SilenceMonth, TenThousandPeopleThirtyDays) {
  MonthOfTalks month;
  for (int i = 0; i < kPeople; ++i)
    month.Person(i);
  std::printf("%d replies within a talk, %d of them kept back; %d after it, %d of them in clear\n",
              month.in_talk, month.kept_back, month.after, month.leaks);
  EXPECT_GT(month.in_talk, 4 * kPeople);
  EXPECT_GT(month.after, kPeople);
  EXPECT_EQ(month.kept_back, 0);
  EXPECT_EQ(month.leaks, 0);
}

}  // namespace
}  // namespace tipline::flows
