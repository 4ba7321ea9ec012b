// The clocks of offers over thirty days by a simulated clock, through SQL, Redis and a lane:
// whoever answers in time keeps the case and nobody else is asked; where no answer comes the next
// one is asked by the clock. In it six hours in which nothing of ours runs, and six in which only
// the worker is away while answers, and many other messages before them, wait in the stream.
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <random>

#include "flows/routing/route.h"
#include "tests/workers/jobs/worker_world.h"
#include "workers/jobs/offers.h"

namespace tipline::workers {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Millis kTick = minutes(10);
constexpr Millis kSlack = 2 * kTick;  // of a clock that is looked at once a tick
constexpr int kSteps = 1'000;         // of a tick; so many are none that ends
constexpr int kWaiting = 400;         // messages before the answers, more than a batch

struct Promise {  // of one offer: what its responder does about it
  Referral referral;
  std::optional<TimePoint> says_at;  // when it reaches us
  bool said = false;
};

class ReferralMonth : public WorkerTest {
 protected:
  bool Away(TimePoint at) const { return at >= gone_from_ && at < gone_from_ + hours(6); }
  bool WorkerAway(TimePoint at) const {
    return Away(at) || (at >= late_from_ && at < late_from_ + hours(6));
  }
  double Draw() { return std::uniform_real_distribution<double>(0, 1)(chance_); }
  Millis Part(Millis of, double share) const {
    return Millis(static_cast<int64_t>(static_cast<double>(of.count()) * share));
  }

  void Arrive(int number) {
    static constexpr std::array kPriorities = {Priority::kP0, Priority::kP1, Priority::kP2};
    store::Intake intake;
    intake.tip = MakeTip("tip" + std::to_string(number), "they keep my passport");
    intake.tip.pseudonym = "person" + std::to_string(number);
    intake.box = SealToCase(keys_, EncodeTip(intake.tip));
    intake.assessment.priority = kPriorities.at(static_cast<size_t>(number) % kPriorities.size());
    const TimePoint due = clock_.Now() + flows::AcknowledgeWithin(intake.assessment.priority);
    intake.due_at = due;
    intake.offer = store::Offer{"r1", "org1", due};
    const auto taken = services_->cases.TakeIn({intake}, clock_.Now());
    ASSERT_TRUE(taken.has_value()) << taken.error().message;
    ASSERT_TRUE(SendOffers(*lane_, taken->front().item, taken->front().offers).has_value());
  }

  // What the responder of each new offer will do.
  void Promises() {
    const auto open = services_->cases.OpenOffers("", 1'000);
    ASSERT_TRUE(open.has_value());
    for (const Referral& offer : *open) {
      if (promises_.contains(offer.id)) continue;
      Promise& promise = promises_[offer.id];
      promise.referral = offer;
      const Millis clock = *offer.due_at - offer.offered_at;
      const double does = Draw();
      if (does < 0.15) continue;  // nothing
      const double when = does < 0.25 ? 1.3 + Draw() : 0.05 + 0.85 * Draw();
      TimePoint at = offer.offered_at + Part(clock, when);
      if (Away(at)) at = gone_from_ + hours(6) + Part(hours(1), Draw());  // they try again
      promise.says_at = at;
    }
  }

  void Say(TimePoint at) {
    for (auto& [id, promise] : promises_) {
      if (promise.said || !promise.says_at || *promise.says_at > at) continue;
      promise.said = true;
      promise.says_at = at;  // this is when it came
      Says(promise.referral.responder_id == "r1" ? 1 : 2, "A " + promise.referral.reference,
           "say-" + id);
    }
  }

  // Messages that nobody can read: each costs the worker a little time.
  void Backlog() {
    for (int i = 0; i < kWaiting; ++i)
      SendRaw({"tips", "noise" + std::to_string(i), "status", SealToCase(keys_, "{}"), "generic"},
              Pseudonym(keys_, NumberOf(1 + i % 2)));
  }

  void Live(TimePoint from, int count, int length) {
    std::vector<TimePoint> arrivals;
    for (int i = 0; i < count; ++i)
      arrivals.push_back(from + Part(days(length), Draw()));
    std::sort(arrivals.begin(), arrivals.end());
    size_t next = 0;
    bool noise = false;
    for (TimePoint at = from; at < from + days(length + 1); at += kTick) {
      clock_.Forward(at - clock_.Now());
      if (!WorkerAway(at)) {
        for (; next < arrivals.size() && arrivals[next] <= at; ++next)
          ASSERT_NO_FATAL_FAILURE(Arrive(static_cast<int>(next)));
      }
      if (!noise && at >= late_from_) {
        noise = true;
        Backlog();
      }
      if (!Away(at)) Say(at);
      if (WorkerAway(at)) continue;
      // All that waits, as a lane does in a tick of ten minutes: how much it reads at once depends
      // on which partitions the phones are of, and that is another with each key.
      for (int steps = 0; steps < kSteps && lane_->Step(Millis(0)) > 0; ++steps) {
      }
      ASSERT_NO_FATAL_FAILURE(Promises());
    }
  }

  // The clock of an offer that was over while no worker ran is looked at when one does.
  TimePoint Latest(TimePoint due) const {
    for (const TimePoint from : {gone_from_, late_from_})
      if (due + kSlack >= from && due < from + hours(6)) return from + hours(6) + kSlack;
    return due + kSlack;
  }

  void Judge(int count) {
    int in_time = 0, false_alarms = 0, owed = 0, missed = 0, early = 0;
    for (const auto& [id, promise] : promises_) {
      const auto all = services_->cases.ReferralsOf(promise.referral.case_id);
      ASSERT_TRUE(all.has_value());
      const auto own = std::find_if(all->begin(), all->end(),
                                    [&id = id](const Referral& one) { return one.id == id; });
      const auto after = own == all->end() ? own : own + 1;
      const TimePoint due = *promise.referral.due_at;
      if (promise.said && *promise.says_at <= due) {
        // Who was asked before may say yes late, as long as nobody else did.
        const bool taken = std::any_of(
            all->begin(), own, [](const Referral& one) { return one.status == "accepted"; });
        if (taken && own->status == "withdrawn") continue;
        ++in_time;
        if (after != all->end() || own->status != "accepted") ++false_alarms;
        continue;
      }
      if (after != all->end() && after->offered_at < due) ++early;
      if (promise.said && *promise.says_at <= Latest(due)) continue;  // as fast as the clock
      ++owed;
      const bool asked = after != all->end() && after->offered_at <= Latest(due);
      // Behind the last responder there is nobody: the case is marked for staff.
      const bool given_up = own->responder_id == "r2" && own->status != "offered";
      if (!asked && !given_up) ++missed;
    }
    std::printf(
        "%d cases, %zu offers: %d answered in time, %d passed on too often; %d not answered"
        " in time, %d not passed on, %d too early\n",
        count, promises_.size(), in_time, false_alarms, owed, missed, early);
    EXPECT_GT(in_time, count / 2);
    EXPECT_GT(owed, count / 20);
    EXPECT_EQ(false_alarms, 0);
    EXPECT_EQ(missed, 0);
    EXPECT_EQ(early, 0);
  }

  std::map<std::string, Promise> promises_;
  std::mt19937_64 chance_{20261128};
  TimePoint gone_from_{}, late_from_{};
};

TEST_P(ReferralMonth, WhoAnswersInTimeKeepsTheCaseAndWhoDoesNotIsPassedOver) {
  const int count = sqlite() ? 600 : 80;
  const int length = sqlite() ? 30 : 4;
  const TimePoint from = clock_.Now() + hours(1);
  gone_from_ = from + days(length / 3) + hours(13);
  late_from_ = from + days(2 * length / 3) + hours(13);
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_NO_FATAL_FAILURE(Live(from, count, length));
  ASSERT_NO_FATAL_FAILURE(Judge(count));
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  std::printf("%lld ms\n", static_cast<long long>(took.count()));
}

TIPLINE_ON_BOTH_ENGINES(ReferralMonth);

}  // namespace
}  // namespace tipline::workers
