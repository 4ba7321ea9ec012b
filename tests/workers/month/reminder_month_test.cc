// What check-ins ask, over thirty days by a simulated clock and through SQL, Redis, a lane and a
// provider. Each question and reminder goes once and in time, none after it was answered; after six
// hours in which nothing of ours ran nobody gets a heap of what they missed.
#include <algorithm>
#include <array>
#include <cstdio>

#include "flows/base/zone.h"
#include "flows/checkin/schedule.h"
#include "gateway/store/live/channel_status.h"
#include "tests/workers/month/sent_world.h"
#include "workers/jobs/checkin_wording.h"

namespace tipline::workers {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Millis kPromptBeat{285'000};  // shorter than a gap of the watch
constexpr Millis kPromptSlack = 4 * kPromptBeat;
constexpr const char* kPromptZone = "Africa/Nairobi";

struct AskedMoment {
  TimePoint due, answers_at;
};

struct AskedPerson {
  std::string number, pseudonym;
  flows::CheckinSchedule schedule;
  std::vector<AskedMoment> moments;
  bool said = true;  // to the last of them
};

class PromptMonth : public SentWorld {
 protected:
  void Enrol(size_t count, int length) {
    asked_.resize(count);
    for (size_t i = 0; i < count; ++i) {
      AskedPerson& one = asked_[i];
      one.number = "+2547" + std::to_string(40'000'000 + i);
      one.pseudonym = Pseudonym(keys_, one.number);
      one.schedule.time_zone = kPromptZone;
      one.schedule.minute = (17 + static_cast<int>(i % 3)) * 60;
      one.schedule.first_day = flows::LocalDayNumber(kPromptZone, start_) + 1;
      one.schedule.last_day = one.schedule.first_day + length;
      store::Traveller traveller;
      traveller.id = "T" + std::to_string(100'000 + i);
      traveller.number = Secret(one.number);
      traveller.pseudonym = one.pseudonym;
      traveller.nickname = "N";
      traveller.language = "en";
      traveller.prompts = true;
      traveller.plan.channel = "generic";
      traveller.plan.schedule = one.schedule;
      traveller.state = flows::StartCheckin(traveller.plan, clock_.Now());
      traveller.created_at = clock_.Now();
      ASSERT_TRUE(StartTraveller(*lane_, traveller).has_value());
      if (const auto due = flows::NextDue(one.schedule, start_ + hours(6))) Plan(one, *due);
    }
  }

  // When the person answers: after the question, the first reminder, the second, or much later.
  void Plan(AskedPerson& one, TimePoint due) {
    const double what = Draw();
    Millis after = Between(minutes(20), minutes(50));
    if (what > 0.6) after = Between(minutes(80), minutes(110));
    if (what > 0.8) after = Between(minutes(140), minutes(170));
    if (what > 0.93) after = Between(hours(4), hours(5));
    TimePoint at = due + after;
    if (Away(at)) at = gone_from_ + hours(6) + minutes(45);
    one.moments.push_back({due, at});
    one.said = false;
  }

  void Answer(TimePoint at) {
    for (AskedPerson& one : asked_) {
      if (one.said || one.moments.back().answers_at > at) continue;
      one.said = true;
      one.moments.back().answers_at = at;
      SignOf sign;
      sign.at = at;
      const Status heard = HearTraveller(*lane_, one.pseudonym, sign, "");
      ASSERT_TRUE(heard.has_value() || heard.error().code == Code::kNotFound);
      const TimePoint due = one.moments.back().due;
      const auto next = flows::NextDue(one.schedule, std::max(due, at + hours(6)));
      if (next && *next < end_ - hours(12)) Plan(one, *next);
    }
  }

  // Between midnight and the first hour of asking only the beat goes on.
  bool IsBusy(TimePoint at) const {
    const auto wall = at + OffsetOf(kPromptZone, at);
    const auto hour = (wall - std::chrono::floor<days>(wall)) / hours(1);
    return hour >= 16 || hour == 0 || (at >= gone_from_ && at < gone_from_ + hours(14));
  }

  void Live() {
    store::ChannelStatuses statuses(*redis_);
    for (TimePoint at = start_; at < end_; at += kPromptBeat) {
      clock_.Forward(at - clock_.Now());
      if (Away(at)) continue;
      ASSERT_TRUE(statuses.TellGateway({"generic", "mute"}, clock_.Now()).has_value());
      ASSERT_TRUE(chores_->Look().has_value());
      ASSERT_NO_FATAL_FAILURE(Answer(at));
      if (IsBusy(at)) Work();
    }
  }

  bool IsMoved(TimePoint due) const {
    return gone_from_ < due + hours(6) && gone_from_ + hours(6) > due - hours(7);
  }

  // What went for one moment: the question and both reminders, as far as it came to them.
  void JudgeMoment(const AskedMoment& moment, const std::vector<Sent>& sent) {
    const std::array texts = {CheckinWord(CheckinText::kAsk), CheckinWord(CheckinText::kRemind),
                              CheckinWord(CheckinText::kRemindAgain)};
    std::array<int, 3> counts{};
    size_t wanted = 0;
    while (wanted < texts.size() && moment.due + hours(1) * wanted < moment.answers_at)
      ++wanted;
    for (const Sent& one : sent) {
      const auto which =
          static_cast<size_t>(std::find(texts.begin(), texts.end(), one.text) - texts.begin());
      if (which == texts.size()) continue;  // thanks
      ++counts.at(which);
      if (one.at > moment.answers_at + kPromptBeat) ++stale_;
      if (one.at < moment.due + hours(1) * which) ++early_;
      if (!IsMoved(moment.due) && one.at > moment.due + hours(1) * which + kPromptSlack) ++late_;
    }
    ++moments_;
    if (IsMoved(moment.due)) {
      ++moved_;
      const int all = counts[0] + counts[1] + counts[2];
      missing_ += all == 0 ? 1 : 0;
      doubled_ += counts[0] > 2 || counts[1] > 1 || counts[2] > 1 ? 1 : 0;
      return;
    }
    for (size_t i = 0; i < counts.size(); ++i) {
      // An answer as fast as the reminder.
      const bool close = i > 0 && moment.answers_at - (moment.due + hours(1) * i) < kPromptSlack;
      if (i < wanted && !close && counts.at(i) == 0) ++missing_;
      if (counts.at(i) > 1) ++doubled_;
    }
  }

  void Judge() {
    const auto by_number = ByNumber();
    size_t sent = 0;
    for (const AskedPerson& one : asked_) {
      const auto found = by_number.find(one.number);
      ASSERT_NE(found, by_number.end());
      sent += found->second.size();
      int heap = 0;
      for (const Sent& message : found->second)
        if (message.at >= gone_from_ && message.at < gone_from_ + hours(7) - minutes(10)) ++heap;
      heaps_ += heap > 1 ? 1 : 0;
      for (size_t i = 0; i < one.moments.size(); ++i) {
        const TimePoint from = one.moments[i].due;
        const TimePoint to = i + 1 < one.moments.size() ? one.moments[i + 1].due : from + hours(23);
        std::vector<Sent> part;
        for (const Sent& message : found->second)
          if (message.at >= from && message.at < to) part.push_back(message);
        JudgeMoment(one.moments[i], part);
      }
    }
    std::printf(
        "%zu travellers, %d moments (%d moved by our outage), %zu messages: %d missing, %d"
        " twice, %d too early, %d too late, %d after the answer, %d heaps after the outage\n",
        asked_.size(), moments_, moved_, sent, missing_, doubled_, early_, late_, stale_, heaps_);
    EXPECT_GT(moments_, 20);
    EXPECT_GT(moved_, 0);
    EXPECT_EQ(missing_ + doubled_ + early_ + late_ + stale_ + heaps_, 0);
  }

  TimePoint end_{};
  std::vector<AskedPerson> asked_;
  int moments_ = 0, moved_ = 0, missing_ = 0, doubled_ = 0, early_ = 0, late_ = 0, stale_ = 0,
      heaps_ = 0;
};

TEST_P(PromptMonth, EachQuestionAndReminderGoesOnceAndInTime) {
  const int length = sqlite() ? 30 : 5;
  start_ = std::chrono::floor<days>(clock_.Now()) + days(1);
  clock_.Forward(start_ - clock_.Now());
  end_ = start_ + days(length);
  gone_from_ = start_ + days(length / 2) + hours(13);  // 16:00 there: all are due meanwhile
  Alive();
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_NO_FATAL_FAILURE(Enrol(sqlite() ? 20 : 10, length));
  ASSERT_NO_FATAL_FAILURE(Live());
  ASSERT_NO_FATAL_FAILURE(Judge());
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  std::printf("%lld ms\n", static_cast<long long>(took.count()));
}
TIPLINE_ON_BOTH_ENGINES(PromptMonth);

}  // namespace
}  // namespace tipline::workers
