#include "flows/delivery/health.h"

#include <algorithm>
#include <array>

namespace tipline::flows {
namespace {

double Share(int part, int all) {
  return all > 0 ? static_cast<double>(part) / all : 0;
}

std::string Percent(double share) {
  return std::to_string(static_cast<int>(share * 100 + 0.5)) + " %";
}

bool Judged(const AnswerCounts& c) {
  return c.all() >= kAnswersJudged;
}

bool AnswersDown(const AnswerCounts& c) {
  return c.failed_in_a_row >= kFailedDown ||
         (Judged(c) && c.failed_in_a_row > 0 && c.failed_share() >= kFailedShareDown);
}

bool AnswersDegraded(const AnswerCounts& c) {
  if (c.failed_in_a_row >= kFailedDegraded) return true;
  return Judged(c) && (c.failed_share() >= kFailedShareDegraded || c.p50 >= kSlowDegraded ||
                       Share(c.refused, c.all()) >= kRefusedShareDegraded ||
                       Share(c.limited, c.all()) >= kLimitedShareDegraded);
}

bool AnswersOk(const AnswerCounts& c) {
  if (c.good_in_a_row < kGoodOk) return false;
  return !Judged(c) || (c.failed_share() < kFailedShareOk && c.p50 < kSlowOk &&
                        Share(c.refused, c.all()) < kRefusedShareOk &&
                        Share(c.limited, c.all()) < kLimitedShareOk);
}

bool ReportsDown(const ReportCounts& c) {
  return c.undelivered_in_a_row >= kUndeliveredDown ||
         (c.reports >= kReportsJudged && c.share() < kDeliveredShareDown);
}

bool ReportsDegraded(const ReportCounts& c) {
  return c.undelivered_in_a_row >= kUndeliveredDegraded ||
         (c.reports >= kReportsJudged && c.share() < kDeliveredShareDegraded);
}

bool ReportsUp(const ReportCounts& c) {
  return c.delivered_in_a_row >= kGoodUp ||
         (c.reports >= kReportsJudged && c.share() >= kDeliveredShareUp);
}

bool ReportsOk(const ReportCounts& c) {
  if (c.reports >= kReportsJudged) return c.share() >= kDeliveredShareOk;
  return c.delivered_in_a_row >= kDeliveredOk;
}

// One step at a time in both directions, but for what is said to be blocked.
Health Step(Health before, bool down, bool degraded, bool up, bool ok) {
  switch (before) {
    case Health::kOk:
      return down || degraded ? Health::kDegraded : Health::kOk;
    case Health::kDegraded:
      if (down) return Health::kDown;
      return ok && !degraded ? Health::kOk : Health::kDegraded;
    case Health::kDown:
      return up && !down ? Health::kDegraded : Health::kDown;
  }
  return before;
}

}  // namespace

const char* HealthName(Health health) {
  constexpr std::array<const char*, 3> kNames = {"ok", "degraded", "down"};
  return kNames[static_cast<size_t>(health)];
}

std::optional<Health> HealthFromName(const std::string& name) {
  for (const Health one : {Health::kOk, Health::kDegraded, Health::kDown})
    if (name == HealthName(one)) return one;
  return std::nullopt;
}

Health Worse(Health a, Health b) {
  return std::max(a, b);
}

double AnswerCounts::failed_share() const {
  return Share(failed, all());
}

double ReportCounts::share() const {
  return reports > 0 ? Share(delivered, reports) : 1;
}

Health AfterAnswer(Health before, const AnswerCounts& counts) {
  if (counts.blocked) return Health::kDown;
  return Step(before, AnswersDown(counts), AnswersDegraded(counts), counts.good_in_a_row >= kGoodUp,
              AnswersOk(counts));
}

Health AfterReport(Health before, const ReportCounts& counts) {
  return Step(before, ReportsDown(counts), ReportsDegraded(counts), ReportsUp(counts),
              ReportsOk(counts));
}

Health Shown(Health kept, Millis since) {
  return kept == Health::kDown && since >= kTryDownAgain ? Health::kDegraded : kept;
}

bool IsSilent(Millis alarm, std::optional<TimePoint> came_in, TimePoint since, TimePoint now) {
  return alarm > Millis(0) && now - std::max(came_in.value_or(since), since) >= alarm;
}

std::string WhyAnswers(Health state, const AnswerCounts& counts) {
  if (state == Health::kOk) return "";
  if (counts.blocked) return "the provider refuses us: credentials, balance or sender";
  if (counts.failed_in_a_row >= kFailedDegraded)
    return std::to_string(counts.failed_in_a_row) + " requests in a row failed";
  if (Judged(counts)) {
    const double refused = Share(counts.refused, counts.all());
    const double limited = Share(counts.limited, counts.all());
    if (counts.failed_share() >= kFailedShareOk)
      return Percent(counts.failed_share()) + " of the requests failed";
    if (refused >= kRefusedShareOk) return Percent(refused) + " of the messages were refused";
    if (limited >= kLimitedShareOk) return Percent(limited) + " of the requests were too many";
    if (counts.p50 >= kSlowOk) return "answers take " + std::to_string(counts.p50.count()) + " ms";
  }
  return "it failed before, and too few good answers have come since";
}

std::string WhyReports(Health state, const ReportCounts& counts) {
  if (state == Health::kOk) return "";
  if (counts.undelivered_in_a_row >= kUndeliveredDegraded)
    return std::to_string(counts.undelivered_in_a_row) + " messages in a row were not delivered";
  if (counts.reports >= kReportsJudged)
    return "only " + Percent(counts.share()) + " of the messages were delivered";
  return "messages were not delivered before, and too few good reports have come since";
}

}  // namespace tipline::flows
