// The silence rule over thirty days by a simulated clock and through SQL: what staff write goes out
// in clear to whoever wrote within fifteen minutes, and never to anybody else. In it six hours in
// which nothing of ours runs, and six in which only the worker is away, so that messages are known
// long after they came and replies are sent long after they were written.
#include <algorithm>
#include <cstdio>
#include <map>
#include <random>
#include <vector>

#include "flows/delivery/permission.h"
#include "tests/workers/jobs/worker_world.h"
#include "workers/loop/send_rules.h"

namespace tipline::workers {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

struct Happens {
  TimePoint at;     // when the worker gets it
  TimePoint began;  // when it came to us, or was written
  size_t who = 0;
  bool reply = false;
};

class SilenceMonth : public WorkerTest {
 protected:
  double Draw() { return std::uniform_real_distribution<double>(0, 1)(chance_); }
  Millis Upto(Millis longest) {
    return Millis(static_cast<int64_t>(static_cast<double>(longest.count()) * Draw()));
  }

  // Messages in a few talks, and what staff write: mostly soon, some just before and after the
  // fifteen minutes, some long after.
  void Plan(size_t people, int length) {
    numbers_.resize(people);
    last_heard_.resize(people);
    for (size_t who = 0; who < people; ++who) {
      numbers_[who] = "+2547" + std::to_string(20'000'000 + who);
      for (int talk = 0; talk < 2; ++talk) {
        TimePoint at = start_ + Upto(days(length));
        for (int message = 0; message < 2; ++message) {
          Add(at, who, false);
          Add(at + Upto(minutes(14)), who, true);
          if (Draw() < 0.5) Add(at + minutes(13) + Upto(minutes(4)), who, true);
          if (Draw() < 0.3) Add(at + Upto(hours(12)), who, true);
          at += minutes(1) + Upto(minutes(40));
        }
      }
    }
    std::stable_sort(events_.begin(), events_.end(), [](const Happens& a, const Happens& b) {
      return a.at != b.at ? a.at < b.at : a.reply < b.reply;
    });
  }

  void Add(TimePoint at, size_t who, bool reply) {
    Happens one{at, at, who, reply};
    if (at >= gone_from_ && at < gone_from_ + hours(6)) {
      // Nobody takes a message then: the network brings it again when we are there.
      one.at = one.began = gone_from_ + hours(6) + Upto(minutes(20));
    } else if (at >= late_from_ && at < late_from_ + hours(6)) {
      one.at = late_from_ + hours(6);
    }
    events_.push_back(one);
  }

  store::Intake Heard(const Happens& one) {
    store::Intake intake;
    intake.tip = MakeTip("tip" + std::to_string(++number_), "they keep my passport");
    intake.tip.conversation = "talk-" + std::to_string(one.who);
    intake.tip.medium = Medium::kSms;
    intake.tip.received_at = one.began;
    intake.tip.number = Secret(numbers_[one.who]);
    intake.tip.pseudonym = Pseudonym(keys_, numbers_[one.who]);
    intake.box = SealToCase(keys_, EncodeTip(intake.tip));
    return intake;
  }

  void TakeIn(const std::vector<Happens>& batch) {
    std::vector<store::Intake> intakes;
    for (const Happens& one : batch) {
      intakes.push_back(Heard(one));
      last_heard_[one.who] = std::max(last_heard_[one.who], one.began);
    }
    const auto taken = services_->cases.TakeIn(intakes, clock_.Now());
    ASSERT_TRUE(taken.has_value()) << taken.error().message;
    for (size_t i = 0; i < batch.size(); ++i)
      cases_[batch[i].who] = (*taken)[i].item.id;
  }

  // One in three has said that it is safe to be written to: then only a cover may go.
  void KeepSafe(size_t who) {
    flows::SafeContact contact;
    contact.pseudonym = Pseudonym(keys_, numbers_[who]);
    contact.may_write = true;
    contact.updated_at = clock_.Now();
    contact.updated_by = "tester";
    ASSERT_TRUE(services_->safe_contacts.Keep(contact).has_value());
  }

  void Reply(const Happens& one) {
    const auto item = cases_.find(one.who);
    if (item == cases_.end()) return;  // staff know of nobody yet
    store::OutboundRow row;
    row.id = "reply";
    row.channel = "generic";
    row.case_id = item->second;
    row.created_at = one.began;
    Outbound message;
    message.channel = "generic";
    message.to = Secret(numbers_[one.who]);
    message.text = Secret<std::string>("See you at two");
    const auto ruling = RuleOn(*services_, row, message, 0, clock_.Now());
    ASSERT_TRUE(ruling.has_value()) << ruling.error().message;
    const bool clear = ruling->what == flows::Ruling::What::kGo && ruling->cover.empty();
    const bool listens = clock_.Now() - last_heard_[one.who] <= flows::kSilence &&
                         clock_.Now() - one.began <= flows::kConversation;
    ++(listens ? in_talk_ : after_);
    if (clear && !listens) ++leaks_;
    if (!clear && listens) ++missed_;
  }

  void Live() {
    std::vector<Happens> batch;
    const auto flush = [&] {
      if (!batch.empty()) TakeIn(batch);
      batch.clear();
    };
    for (const Happens& one : events_) {
      if (one.reply || batch.size() >= 100) {
        flush();
        if (HasFatalFailure()) return;
      }
      clock_.Forward(one.at - clock_.Now());
      if (!one.reply) {
        batch.push_back(one);
        continue;
      }
      ASSERT_NO_FATAL_FAILURE(Reply(one));
    }
  }

  TimePoint start_{}, gone_from_{}, late_from_{};
  std::mt19937_64 chance_{20261128};
  std::vector<Happens> events_;
  std::vector<std::string> numbers_;
  std::vector<TimePoint> last_heard_;
  std::map<size_t, std::string> cases_;
  int number_ = 0, in_talk_ = 0, after_ = 0, leaks_ = 0, missed_ = 0;
};

TEST_P(SilenceMonth, NothingGoesInClearAfterFifteenMinutesAndAllBefore) {
  const int length = sqlite() ? 30 : 5;
  start_ = clock_.Now() + hours(1);
  gone_from_ = start_ + days(length / 3) + hours(13);
  late_from_ = start_ + days(2 * length / 3) + hours(13);
  const auto begun = std::chrono::steady_clock::now();
  Plan(sqlite() ? 2'000 : 150, length);
  for (size_t who = 0; who < numbers_.size(); who += 3)
    ASSERT_NO_FATAL_FAILURE(KeepSafe(who));
  ASSERT_NO_FATAL_FAILURE(Live());
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  std::printf(
      "%zu people, %d messages of theirs; replies: %d within the talk, %d of them kept"
      " back; %d after it, %d of them in clear; %lld ms\n",
      numbers_.size(), number_, in_talk_, missed_, after_, leaks_,
      static_cast<long long>(took.count()));
  EXPECT_GT(in_talk_, 100);
  EXPECT_GT(after_, 100);
  EXPECT_EQ(missed_, 0);
  EXPECT_EQ(leaks_, 0);
}

TIPLINE_ON_BOTH_ENGINES(SilenceMonth);

}  // namespace
}  // namespace tipline::workers
