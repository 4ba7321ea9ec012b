// What is to be forgotten, over a month by a simulated clock and through SQL: trips that ended
// are gone a month later and not a day before, invitations that nobody answered after their three
// days; what runs, and who said yes, stays. In it six hours in which nothing of ours runs, and six
// in which only the worker is away and a yes that came in time waits in the stream.
#include <array>
#include <cstdio>
#include <map>
#include <random>

#include "tests/workers/jobs/checkin_world.h"
#include "workers/jobs/checkin.h"

namespace tipline::workers {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr Millis kTick{285'000};  // shorter than a gap of the beat

struct Invited {
  std::string id, number;
  TimePoint expires;
  std::optional<TimePoint> yes_at;  // when it reaches us
  bool said = false;
};

class RetentionMonth : public CheckinWorld {
 protected:
  double Draw() { return std::uniform_real_distribution<double>(0, 1)(chance_); }
  TimePoint At(double day) const {
    return start_ + Millis(static_cast<int64_t>(day * 24 * 3'600'000));
  }
  bool Gone(TimePoint at) const { return at >= gone_from_ && at < gone_from_ + hours(6); }
  bool WorkerAway(TimePoint at) const {
    return Gone(at) || (at >= late_from_ && at < late_from_ + hours(6));
  }

  store::Traveller Trip(int number, TimePoint created) {
    store::Traveller one;
    char id[32];
    std::snprintf(id, sizeof id, "T%06d", number);
    one.id = id;
    one.number = Secret("+2547" + std::to_string(10'000'000 + number));
    one.pseudonym = Pseudonym(keys_, one.number.Reveal());
    one.nickname = "N";
    one.language = "en";
    one.prompts = false;
    one.plan.channel = "generic";
    one.plan.contacts = 1;
    one.plan.schedule.time_zone = "Africa/Nairobi";
    one.plan.schedule.minute = 18 * 60;
    one.created_at = created;
    one.state.stage = flows::CheckinStage::kPaused;
    return one;
  }

  // Ended trips, and some that only wait: they are paused and no clock of theirs runs.
  void Trips(int ended, int running) {
    for (int i = 0; i < ended + running; ++i) {
      store::Traveller one = Trip(i, start_);
      ASSERT_TRUE(Records().Enrol(one).has_value());
      if (i >= ended) {
        running_.push_back(one.id);
        continue;
      }
      one.revision = 1;
      one.ended_at = At(-30 + Draw() * span_);
      ASSERT_TRUE(Records().Save(one, "ended", *one.ended_at).has_value());
      ends_[one.id] = *one.ended_at;
    }
  }

  void Invitations(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string& trip = running_[static_cast<size_t>(i) % running_.size()];
      Invited one;
      one.id = "C" + std::to_string(i);
      one.number = "+25472" + std::to_string(1'000'000 + i);
      one.expires = At(3 + Draw() * span_);
      // Many of them while only the worker is away.
      if (i % 5 == 0)
        one.expires = late_from_ + hours(1) + Millis(static_cast<int64_t>(Draw() * 3e6));
      if (i % 2 == 0) one.yes_at = one.expires - Millis(static_cast<int64_t>(6e5 + Draw() * 2e6));
      if (one.yes_at && Gone(*one.yes_at)) one.yes_at.reset();  // and they do not try again
      store::CheckinContact contact;
      contact.id = one.id;
      contact.traveller_id = trip;
      contact.number = Secret(one.number);
      contact.pseudonym = Pseudonym(keys_, one.number);
      contact.place = 1;
      contact.state = "asked";
      contact.asked_at = one.expires - kInvitationLasts;
      contact.expires_at = one.expires;
      ASSERT_TRUE(Records().AddContact(contact).has_value());
      invited_.push_back(one);
    }
  }

  long long Rows(const std::string& table, const std::string& where) {
    return Count(table + " WHERE " + where);
  }

  bool Answers(TimePoint at) {
    bool any = false;
    for (Invited& one : invited_)
      if (!one.said && one.yes_at && *one.yes_at <= at) {
        any = one.said = true;
        Says(one.number, "1");
      }
    return any;
  }

  // Exactly those are there whose time is not over, but for what one look may be late.
  void CheckTrips(TimePoint at) {
    const Millis late = kCheckinTidy + 2 * kTick;
    long long must = 0, may = 0;
    for (const auto& [id, ended] : ends_) {
      if (ended + kEndedKept >= at) ++must;
      if (ended + kEndedKept + late >= at) ++may;
    }
    const long long there = Rows("travellers", "ended_at <> 0");
    early_ += std::max<long long>(0, must - there);
    kept_ += std::max<long long>(0, there - may);
    lost_ += static_cast<long long>(running_.size()) - Rows("travellers", "ended_at = 0");
    ++looks_;
  }

  void Live(int length) {
    TimePoint chores{};
    bool waits = false;
    for (TimePoint at = start_; at < start_ + days(length); at += kTick) {
      clock_.Forward(at - clock_.Now());
      waits = (!Gone(at) && Answers(at)) || waits;
      if (WorkerAway(at)) continue;
      Alive();
      if (at - chores >= kCheckinTidy / 2) {  // the chores first, as a worker does that starts
        chores = at;
        chores_->Run(false);
      }
      if (waits) lane_->Step(Millis(0));
      waits = false;
      if ((at - start_) % hours(4) < kTick && !WorkerAway(at - hours(3))) CheckTrips(at);
    }
  }

  void Judge() {
    int friends = 0, missed = 0, unanswered = 0, kept = 0;
    std::map<std::string, std::string> states;
    for (const std::string& trip : running_) {
      const auto contacts = Records().Contacts(trip);
      ASSERT_TRUE(contacts.has_value());
      for (const store::CheckinContact& one : *contacts)
        states[one.id] = one.state;
    }
    for (const Invited& one : invited_) {
      const auto found = states.find(one.id);
      if (one.said) {
        ++friends;
        if (found == states.end() || found->second != "active") ++missed;
      } else {
        ++unanswered;
        if (found != states.end()) ++kept;
      }
    }
    std::printf(
        "%zu trips that ended, looked at %d times: %lld gone too early, %lld kept too long,"
        " %lld running ones lost; %d friends said yes in time, %d were dropped; %d never"
        " answered, %d kept\n",
        ends_.size(), looks_, early_, kept_, lost_, friends, missed, unanswered, kept);
    EXPECT_GT(looks_, 10);
    EXPECT_GT(friends, 10);
    EXPECT_GT(unanswered, 10);
    EXPECT_EQ(early_ + kept_ + lost_, 0);
    EXPECT_EQ(missed, 0);
    EXPECT_EQ(kept, 0);
  }

  TimePoint start_{}, gone_from_{}, late_from_{};
  std::mt19937_64 chance_{20261128};
  std::map<std::string, TimePoint> ends_;
  std::vector<std::string> running_;
  std::vector<Invited> invited_;
  long long early_ = 0, kept_ = 0, lost_ = 0;
  int looks_ = 0;
  double span_ = 32;  // days in which trips end, and as many in which they are forgotten
};

TEST_P(RetentionMonth, WhatIsOverGoesInTimeAndNothingElse) {
  start_ = clock_.Now() + hours(1);
  const int length = sqlite() ? 32 : 12;
  span_ = length - 5;
  gone_from_ = At(5.5);
  late_from_ = At(8.5);
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_NO_FATAL_FAILURE(Trips(sqlite() ? 2'000 : 200, 100));
  ASSERT_NO_FATAL_FAILURE(Invitations(sqlite() ? 1'000 : 100));
  ASSERT_NO_FATAL_FAILURE(Live(length));
  ASSERT_NO_FATAL_FAILURE(Judge());
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  std::printf("%lld ms\n", static_cast<long long>(took.count()));
}

TIPLINE_ON_BOTH_ENGINES(RetentionMonth);

}  // namespace
}  // namespace tipline::workers
