// How webhooks ended, counted per channel and outcome (tipline_webhooks_total) for /metrics. Label
// values come from closed sets. Thread-safe; an addition is one atomic operation.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gateway/base/metrics.h"
#include "gateway/base/settings.h"

namespace tipline::gateway {

enum class Outcome {
  kTurn,
  kTip,
  kRepeat,
  kStatus,
  kIgnored,
  kSpooled,
  kRejected,
  kUnavailable,
  kPart,    // of a long message, waits for the others
  kNotice,  // somebody wants no more messages, or wants them again
  kCall     // somebody rang
};
constexpr size_t kOutcomes = 11;
const char* OutcomeName(Outcome outcome);

class Tally {
 public:
  explicit Tally(const Settings& settings);
  // An unknown channel counts as "unknown".
  void Count(const std::string& channel, Outcome outcome) const;
  double Value(const std::string& channel, Outcome outcome) const;  // since the start
  // A message to a code that the configuration does not name (tipline_unlisted_codes_total): it is
  // served, but a wrong code at the operator, or a made-up webhook, shows. True the first time.
  bool CountUnlistedCode(const std::string& channel) const;

 private:
  std::map<std::string, std::vector<Counter>> counters_;  // by outcome; constant after construction
  std::map<std::string, Counter> unlisted_;               // constant after construction
};

}  // namespace tipline::gateway
