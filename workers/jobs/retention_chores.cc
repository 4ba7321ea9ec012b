#include "workers/jobs/retention_chores.h"

#include <filesystem>

#include "gateway/base/files.h"
#include "gateway/base/log.h"
#include "gateway/store/records/checkins.h"
#include "gateway/store/records/facilitator_reports.h"
#include "gateway/store/records/retention.h"

namespace tipline::workers {
namespace {

constexpr int kPage = 200;

}  // namespace

Result<flows::RetentionRules> RetentionRulesBeside(const std::string& config_file) {
  if (config_file.empty()) return NotFound("no configuration file, so no retention.json beside it");
  const std::string file =
      (std::filesystem::path(config_file).parent_path() / "retention.json").string();
  TRY_ASSIGN(const std::string text, ReadFile(file, 1 << 16));
  auto rules = flows::ReadRetentionRules(text);
  if (!rules) return Error{rules.error().code, file + ": " + rules.error().message};
  return rules;
}

RetentionChores::RetentionChores(Lane& lane)
    : lane_(lane),
      apart_(lane.Now() - lane.Pace()),
      even_since_(lane.Pace()),
      due_(even_since_ + kRetentionBegins) {}

flows::Evenly RetentionChores::LookAtClock() {
  const Millis apart = lane_.Now() - lane_.Pace();
  if (std::chrono::abs(apart - apart_) > flows::kBeatGap) {
    apart_ = apart;
    even_since_ = lane_.Pace();
    jumped_ = true;
  }
  return {lane_.Pace() - even_since_, jumped_};
}

void RetentionChores::Run() {
  if (lane_.Pace() < due_) return;
  const auto more = Look();
  if (!more && more.error().code == Code::kNotFound)
    LogWarning("not_forgotten", more.error());
  else if (!more)
    LogError("not_forgotten", more.error());
  due_ = lane_.Pace() + (more && *more ? kRetentionGoOn : kRetentionLook);
}

// Rules that cannot be read are none: what would go by others does not come back.
Result<bool> RetentionChores::Look() {
  Services& services = lane_.services();
  TRY_ASSIGN(const auto rules, RetentionRulesBeside(services.settings.file));
  const TimePoint now = lane_.Now();
  TRY_ASSIGN(const flows::Watch watch,
             store::Checkins(services.database, services.keys).ReadWatch());
  if (!flows::TrustsClock(watch, LookAtClock(), now)) {
    LogError("not_forgotten", {{"why", flows::kDoubtsClock}});
    return false;
  }
  TRY_ASSIGN(const int cases, ForgetCases(rules));
  store::RetentionRecords records(services.database, services.keys);
  TRY_ASSIGN(const int numbers, records.ForgetNumbers(now - rules.numbers, kNumbersAtOnce, now));
  store::FacilitatorReports facilitators(services.database, services.keys);
  TRY_ASSIGN(const int reports, facilitators.Forget(now - rules.words, kNumbersAtOnce, now));
  TRY_ASSIGN(const int ahead, records.CountAhead(now));
  if (ahead > 0) LogWarning("closed_ahead", {{"cases", ahead}});
  if (cases + numbers + reports > 0)
    LogInfo("forgotten", {{"cases", cases}, {"numbers", numbers}, {"reports", reports}});
  return cases >= kForgottenAtOnce || numbers >= kNumbersAtOnce || reports >= kNumbersAtOnce;
}

Result<int> RetentionChores::ForgetCases(const flows::RetentionRules& rules) {
  store::RetentionRecords records(lane_.services().database, lane_.services().keys);
  const TimePoint now = lane_.Now();
  store::ClosedCase after;
  int gone = 0;
  while (true) {
    TRY_ASSIGN(const auto page, records.Closed(after, flows::FirstForgotten(rules, now), kPage));
    for (const store::ClosedCase& one : page) {
      if (flows::ForgetWordsAt(rules, one.status, one.place_code, one.since) > now) continue;
      const auto done = records.Forget(one, now);
      if (!done && done.error().code == Code::kUnavailable) return done.error();
      if (!done) LogWarning("case_not_forgotten", done.error(), {{"case", one.id}});
      if (done && *done && ++gone >= kForgottenAtOnce) return gone;
    }
    if (page.size() < kPage) return gone;
    after = page.back();
  }
}

}  // namespace tipline::workers
