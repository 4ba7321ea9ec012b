// What channel_health.cc keeps of a channel's answers and of a route's reports, with the state that
// follows. Only it includes this. Not thread-safe.
#pragma once

#include <algorithm>

#include "flows/model/message.h"
#include "gateway/providers/provider.h"
#include "workers/loop/health_window.h"

namespace tipline::workers::health {

using flows::Health;
using gateway::SendClass;

// After a clock that was set back by more than a moment nobody knows: long ago.
inline Millis Since(TimePoint then, TimePoint now) {
  if (then > now + flows::kTryDownAgain) return flows::kHealthWindow;
  return std::max(now - then, Millis(0));
}

// When something of which there is bad evidence may be tried, to get newer evidence.
class Tries {
 public:
  bool Wants(Health state, TimePoint evidence_at, TimePoint now) const {
    return state != Health::kOk && Since(std::max(evidence_at, at_), now) >= flows::kTryDownAgain;
  }
  void Note(TimePoint now) { at_ = now; }

 private:
  TimePoint at_{};
};

class Answers {
 public:
  void Add(SendClass outcome, Millis took, TimePoint now) {
    AnswerBucket& bucket = window_.At(now);
    ++bucket.times[TimeSlot(took)];
    at_ = now;
    blocked_ = outcome == SendClass::kConfig;
    switch (outcome) {
      case SendClass::kSent:
        taken_at_ = now;
        [[fallthrough]];
      case SendClass::kOptOut:
        ++bucket.taken;
        break;
      case SendClass::kPermanent:
        ++bucket.refused;
        break;
      case SendClass::kRateLimited:
        ++bucket.limited;
        break;
      case SendClass::kTemporary:
      case SendClass::kUnsure:
      case SendClass::kConfig:
        ++bucket.failed;
        break;
    }
    const bool good = outcome == SendClass::kSent || outcome == SendClass::kOptOut ||
                      outcome == SendClass::kPermanent;
    // To be told to wait is an answer, but no sign that messages go out.
    if (outcome != SendClass::kRateLimited) {
      good_ = good ? good_ + 1 : 0;
      failed_ = good ? 0 : failed_ + 1;
    }
    state_ = flows::AfterAnswer(state_, Counts(now));
  }

  flows::AnswerCounts Counts(TimePoint now) const {
    const AnswerBucket sum = window_.Sum(now);
    flows::AnswerCounts counts;
    counts.taken = sum.taken;
    counts.refused = sum.refused;
    counts.limited = sum.limited;
    counts.failed = sum.failed;
    counts.failed_in_a_row = failed_;
    counts.good_in_a_row = good_;
    counts.blocked = blocked_;
    counts.p50 = Quantile(sum, 0.5);
    counts.p99 = Quantile(sum, 0.99);
    return counts;
  }
  Health state(TimePoint now) const { return flows::Shown(state_, Since(at_, now)); }
  TimePoint at() const { return at_; }
  TimePoint taken_at() const { return taken_at_; }
  bool WantsTry(TimePoint now) const { return tries_.Wants(state_, at_, now); }
  void Tried(TimePoint now) { tries_.Note(now); }

 private:
  Window<AnswerBucket> window_;
  int failed_ = 0, good_ = 0;
  bool blocked_ = false;
  Health state_ = Health::kOk;
  TimePoint at_{}, taken_at_{};
  Tries tries_;
};

class Reports {
 public:
  void Add(bool delivered, TimePoint now) {
    ReportBucket& bucket = window_.At(now);
    ++bucket.reports;
    bucket.delivered += delivered ? 1 : 0;
    at_ = now;
    delivered_ = delivered ? delivered_ + 1 : 0;
    undelivered_ = delivered ? 0 : undelivered_ + 1;
    state_ = flows::AfterReport(state_, Counts(now));
  }

  flows::ReportCounts Counts(TimePoint now) const {
    const ReportBucket sum = window_.Sum(now);
    return {sum.reports, sum.delivered, undelivered_, delivered_};
  }
  Health state(TimePoint now) const { return flows::Shown(state_, Since(at_, now)); }
  TimePoint at() const { return at_; }
  bool WantsTry(TimePoint now) const { return tries_.Wants(state_, at_, now); }
  void Tried(TimePoint now) { tries_.Note(now); }

 private:
  Window<ReportBucket> window_;
  int undelivered_ = 0, delivered_ = 0;
  Health state_ = Health::kOk;
  TimePoint at_{};
  Tries tries_;
};

}  // namespace tipline::workers::health
