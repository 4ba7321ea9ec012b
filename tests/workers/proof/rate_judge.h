// Whether requests came faster than a channel allows: in no window more than its burst and what its
// rate adds in that time (GCRA). Pure. Tests: tests/workers/proof/ledger_test.cc
#pragma once

#include <string>
#include <vector>

#include "tests/workers/proof/ledger.h"

namespace tipline::proof {

struct Pause {  // that a provider asked for (Retry-After)
  Time from{}, to{};
  int process = 0;  // whom it told
};

struct RateJudgement {
  int most_in_a_second = 0;
  int impatient = 0;  // requests in the last half of a pause: those before may have been under way
  std::vector<std::string> wrong;
};
RateJudgement JudgeRate(const std::string& channel, std::vector<Time> came,
                        const std::vector<Pause>& pauses, double rate_per_second, int burst,
                        const Deaths& deaths);

}  // namespace tipline::proof
