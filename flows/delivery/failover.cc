#include "flows/delivery/failover.h"

namespace tipline::flows {
namespace {

// Positive: `a` is better. Order of the configuration decides where this says nothing.
int Compare(const Candidate& a, const Candidate& b) {
  if (a.state != b.state) return a.state < b.state ? 1 : -1;
  if (a.reports < kReportsCompared || b.reports < kReportsCompared) return 0;
  if (a.delivered_share >= b.delivered_share + kShareBetter) return 1;
  return b.delivered_share >= a.delivered_share + kShareBetter ? -1 : 0;
}

size_t Best(const std::vector<Candidate>& candidates, size_t from, size_t none) {
  size_t best = none;
  for (size_t i = from; i < candidates.size(); ++i) {
    const Candidate& one = candidates[i];
    if (!one.usable || one.state == Health::kDown || (one.tried && one.state != Health::kOk))
      continue;
    if (best == none || Compare(one, candidates[best]) > 0) best = i;
  }
  return best;
}

}  // namespace

size_t ChooseFirst(const std::vector<Candidate>& candidates) {
  if (candidates.empty()) return 0;
  const Candidate& first = candidates.front();
  if (first.usable && first.wants_try) return 0;
  const size_t best = Best(candidates, 1, 0);
  if (best == 0) return 0;
  if (!first.usable || first.state == Health::kDown) return best;
  // It still works: only a clear difference is worth another sender on the person's phone.
  return first.state == Health::kDegraded && Compare(candidates[best], first) > 0 ? best : 0;
}

size_t ChooseNext(const std::vector<Candidate>& candidates) {
  std::vector<Candidate> fresh = candidates;
  for (Candidate& one : fresh)
    if (one.tried) one.usable = false;
  const size_t best = Best(fresh, 1, 0);
  if (best != 0) return best;
  // All were tried: back to one that works by now, if this one is down.
  const bool down = !candidates.empty() && candidates.front().state == Health::kDown;
  return down ? Best(candidates, 1, 0) : 0;
}

bool MovesOn(Failure failure, int failures_here, bool urgent, Millis wait) {
  switch (failure) {
    case Failure::kConfig:
    case Failure::kUnsure:
      return true;
    case Failure::kLimited:
      return wait >= (urgent ? kUrgentInstead : kWaitInstead);
    case Failure::kTemporary:
      return urgent || failures_here >= kFailuresHere;
  }
  return false;
}

}  // namespace tipline::flows
