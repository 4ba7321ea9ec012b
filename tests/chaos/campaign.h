// One campaign: the plan of a seed, carried out under load, then the books compared. Progress goes
// to stderr, one line per fault.
#pragma once

#include <string>

#include "tests/chaos/ledger.h"
#include "tests/chaos/plan.h"

namespace tipline::chaos {

struct CampaignOptions {
  PlanOptions plan;
  std::string dir;  // an empty folder with a short path
  bool disks = true, clock = true;
  bool keep = false;  // what lies on the small disks, too
};

struct Outcome {
  bool ran = false;  // false: it could not be carried out; `why`
  bool interrupted = false;
  std::string why;
  Verdict verdict;
  bool settled = false;     // all that was accepted was taken in within the time for that
  bool reconciled = false;  // `tipline reconcile` says that every accepted webhook is accounted for
  std::string reconciler;   // what it printed
  size_t copies = 0, dead = 0, sent = 0;
  long long seconds = 0;
  // Also that it came up again, that there was something to lose, and that nothing was given up.
  bool good() const {
    return ran && !interrupted && why.empty() && verdict.good() && settled && reconciled &&
           verdict.accepted > 0 && verdict.cases > 0 && dead == 0;
  }
};

Outcome RunCampaign(const CampaignOptions& options);

// "chaos seed 7: OK accepted 4312 cases 1204 lost 0 doubled 0 misdelivered 0 (unsure 3, dead 0, 92
// s)"
std::string VerdictLine(uint64_t seed, const Outcome& outcome);
// "taken 2505, filed 1431, ...": the reconciler's counts; its own words if they make no sense.
std::string ReconcilerCounts(const Outcome& outcome);
std::string VerdictJson(uint64_t seed, const CampaignOptions& options, const Outcome& outcome);

}  // namespace tipline::chaos
