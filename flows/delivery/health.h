// How a channel does, judged from what its provider answered and what its reports say. Two things
// are judged apart, each with its own thresholds to fall and to rise (no flapping), and the worse
// one counts: whether requests are taken (answers), and whether phones get what was taken
// (reports). A state is left only on evidence; see Shown for what time alone does. Classes of
// answers: providers.md §1.3. Pure; thread-safe. Tests: tests/flows/delivery/health_test.cc with
// tests/data/delivery/health.json.
#pragma once

#include <optional>
#include <string>

#include "flows/base/time.h"

namespace tipline::flows {

enum class Health { kOk, kDegraded, kDown };
const char* HealthName(Health health);  // "ok", "degraded", "down"
std::optional<Health> HealthFromName(const std::string& name);
Health Worse(Health a, Health b);

// The window that counts look back: short enough that an outage that is over is forgotten while its
// messages still wait, long enough for a hotline with a few messages a minute to be judged at all.
constexpr Millis kHealthWindow{600'000};

// A single lost request is nothing, and three in a row hit a healthy provider (one in fifty lost)
// once in a hundred thousand; a quiet channel has no more evidence than that.
constexpr int kFailedDegraded = 3;
// A moment of trouble takes those with it that are under way; ten in a row, tried again after waits
// that grow, last longer than a moment.
constexpr int kFailedDown = 10;
// Below so many answers a share says nothing.
constexpr int kAnswersJudged = 10;
// Every third request lost means retries that make every message late.
constexpr double kFailedShareDegraded = 0.3;
constexpr double kFailedShareOk = 0.15;  // half of it: between the two, it stays as it was
constexpr double kFailedShareDown = 0.9;
// Nearly everything refused is no matter of single numbers any more (a sender id that is blocked,
// a changed format); the channel does answer, so it is not down.
constexpr double kRefusedShareDegraded = 0.8;
constexpr double kRefusedShareOk = 0.5;
// Told to wait more often than not: it takes less than we have.
constexpr double kLimitedShareDegraded = 0.5;
constexpr double kLimitedShareOk = 0.25;
// The sender gives a request ten seconds; at half of that the tail is cut off already.
constexpr Millis kSlowDegraded{5'000};
constexpr Millis kSlowOk{3'000};
// Up again step by step: one answer may be luck.
constexpr int kGoodUp = 3;  // in a row, from down to degraded
constexpr int kGoodOk = 5;  // in a row, to ok

// Phones are off, numbers are old: a quarter undelivered is an ordinary day on many networks, ten
// undelivered one after another would then be one in a million.
constexpr int kUndeliveredDegraded = 10;
constexpr int kUndeliveredDown = 20;
constexpr int kReportsJudged = 20;
constexpr double kDeliveredShareDegraded = 0.5;
constexpr double kDeliveredShareDown = 0.1;
constexpr double kDeliveredShareUp = 0.3;  // from down to degraded
constexpr double kDeliveredShareOk = 0.7;
constexpr int kDeliveredOk = 5;  // in a row, where the window holds too few for a share

// Nothing was tried for so long: what is down may be tried again, as `degraded`. The sender tries a
// channel that it stopped as often (workers/loop/sender.h, kConfigProbe).
constexpr Millis kTryDownAgain{300'000};

// What the provider answered within the window, and one after another up to now.
struct AnswerCounts {
  int taken = 0;    // sent; also refused for a person who wants no messages
  int refused = 0;  // this message can never be sent
  int limited = 0;  // too many: later
  int failed = 0;   // no answer, a broken one, an error of the provider's
  int failed_in_a_row = 0;
  int good_in_a_row = 0;  // taken or refused: it answers
  bool blocked = false;   // the last word was: credentials, balance or sender are wrong
  Millis p50{0}, p99{0};  // how long answers took, about; 0: none
  int all() const { return taken + refused + limited + failed; }
  double failed_share() const;  // 0: nothing in the window
};

struct ReportCounts {  // final reports only
  int reports = 0;
  int delivered = 0;
  int undelivered_in_a_row = 0;
  int delivered_in_a_row = 0;
  double share() const;  // 1: nothing reported
};

// The state after a piece of evidence, from the one before. A blocked channel is down at once: the
// sender stops it at that answer. Everything else passes `degraded` first.
Health AfterAnswer(Health before, const AnswerCounts& counts);
Health AfterReport(Health before, const ReportCounts& counts);

// What a state means `since` its last evidence: down becomes degraded after kTryDownAgain, or
// nothing would ever be tried again. Time alone never makes it ok.
Health Shown(Health kept, Millis since);

// Nothing came in for `alarm` (0: no alarm), from `since` on if nothing ever did.
bool IsSilent(Millis alarm, std::optional<TimePoint> came_in, TimePoint since, TimePoint now);

// Why it is not ok, for people: "12 requests in a row failed". Empty: nothing to say. No secrets.
std::string WhyAnswers(Health state, const AnswerCounts& counts);
std::string WhyReports(Health state, const ReportCounts& counts);

}  // namespace tipline::flows
