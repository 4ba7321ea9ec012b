// Forgets what was kept long enough: the words of closed cases and the numbers of their people
// (flows/cases/retention.h), a few at a time, so that whoever writes meanwhile does not wait. On
// the first lane of each worker; several at once do each case once. One thread at a time. Tests:
// tests/workers/jobs/retention*_test.cc, tests/workers/month/case_retention_month_test.cc
#pragma once

#include "flows/cases/retention.h"
#include "workers/loop/lane.h"

namespace tipline::workers {

constexpr Millis kRetentionBegins{120'000};  // after the start
constexpr Millis kRetentionLook{3'600'000};
constexpr Millis kRetentionGoOn{5'000};  // while there is more than one look may do
constexpr int kForgottenAtOnce = 50;     // cases of one look; each is a transaction
constexpr int kNumbersAtOnce = 500;

// The rules of this installation: retention.json beside the configuration file. kNotFound: it is
// not there (then nothing is forgotten: a file that is gone for a moment must not mean fewer days);
// kInvalid names file and member.
Result<flows::RetentionRules> RetentionRulesBeside(const std::string& config_file);

class RetentionChores {
 public:
  explicit RetentionChores(Lane& lane);
  void Run();  // whatever is due

  // One look, for tests: true if there may be more at once.
  Result<bool> Look();

 private:
  flows::Evenly LookAtClock();
  Result<int> ForgetCases(const flows::RetentionRules& rules);

  Lane& lane_;
  Millis apart_;          // clock and pace
  TimePoint even_since_;  // Pace(), too
  TimePoint due_;
  bool jumped_ = false;
};

}  // namespace tipline::workers
