// The entries of a lane that wait for another try: whose turn it is, who waits behind them, and
// when one is given up.
#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

#include "workers/loop/counts.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

using Place = std::pair<std::string, int>;  // stream and partition

// Up to a quarter shorter, by the entry: what can never be done must not come back together with
// the same others each time.
Millis BackOff(int tries, Millis longest, const std::string& id) {
  Millis wait = kFirstRetry;
  for (int i = 1; i < tries && wait < longest; ++i)
    wait *= 2;
  wait = std::min(wait, longest);
  constexpr int64_t kSpread = 64;
  const auto share = static_cast<int64_t>(std::hash<std::string>{}(id) % kSpread);
  return wait - wait * share / (4 * kSpread);
}

bool InOrder(const store::Delivered& entry) {
  const Job* job = JobOf(entry);
  return job == nullptr || job->InOrder();
}

// When it was appended, "<ms>-<number in that ms>", as numbers.
std::pair<TimePoint, int64_t> Age(const store::Delivered& entry) {
  int64_t number = 0;
  const size_t dash = std::min(entry.entry.find('-'), entry.entry.size() - 1);
  std::from_chars(entry.entry.data() + dash + 1, entry.entry.data() + entry.entry.size(), number);
  return {entry.appended_at(), number};
}

}  // namespace

// What is behind an entry that waits stays in Redis until that one is done.
bool Lane::HoldsBack(const Waiting& one) const {
  if (!InOrder(one.entry)) return false;
  if (one.tries == 0) return true;  // Verdict::kBehind: until those before it let it run
  if (one.alone_since != TimePoint{} && Pace() >= one.alone_since + kHoldBack) return false;
  return Pace() < one.failed_at + (one.faulty ? kHoldBack : kHoldBackAtMost);
}

size_t Lane::Early() const {
  return static_cast<size_t>(std::count_if(waiting_.begin(), waiting_.end(),
                                           [](const Waiting& one) { return one.early; }));
}

// Places in waiting_ of those whose turn it is. One of each stream and partition at a time: if it
// fails again, none has overtaken it, and one that holds nobody back any more is not in a batch
// with those that waited for it. Of these and the first that does hold back, whoever is due
// longest.
std::set<size_t> Lane::InTurnNow() const {
  std::set<size_t> in_turn;
  std::map<Place, size_t> chosen;
  std::set<Place> closed;
  for (size_t i = 0; i < waiting_.size(); ++i) {
    const Waiting& one = waiting_[i];
    const bool ready = one.due <= Pace();
    const Place place(one.entry.stream, one.entry.partition);
    if (!InOrder(one.entry)) {
      if (ready) in_turn.insert(i);
      continue;
    }
    if (closed.contains(place)) continue;
    if (HoldsBack(one)) closed.insert(place);
    if (!ready) continue;
    const auto [at, first] = chosen.emplace(place, i);
    if (!first && one.due < waiting_[at->second].due) at->second = i;
  }
  for (const auto& [place, i] : chosen)
    in_turn.insert(i);
  return in_turn;
}

size_t Lane::RunWaiting() {
  CountFailing();
  const std::set<size_t> in_turn = InTurnNow();
  std::vector<Waiting> due;
  std::vector<Waiting> later;
  for (size_t i = 0; i < waiting_.size(); ++i)
    (in_turn.contains(i) ? due : later).push_back(std::move(waiting_[i]));
  waiting_ = std::move(later);
  // Whoever failed often comes last: a batch may end early, at those that can never be done.
  std::stable_sort(due.begin(), due.end(),
                   [](const Waiting& a, const Waiting& b) { return a.tries < b.tries; });
  const size_t size = due.size();
  if (size > 0 || !done_.empty()) RunBatch(std::move(due));
  return size;
}

void Lane::CountFailure(Waiting& one) {
  const uint64_t done = done_so_far_[one.entry.stream];
  const bool alone = one.tries > 0 && done > one.done_seen;
  if (!alone) one.alone_since = {};
  if (alone && one.alone_since == TimePoint{}) one.alone_since = Pace();
  if (alone) ++one.times_alone;
  if (one.tries == 0) one.failed_at = Pace();
  one.done_seen = done;
  ++one.tries;
}

void Lane::CountFailing() {
  failing_.clear();
  for (const Waiting& one : waiting_)
    if (!one.early) ++failing_[one.entry.stream];
}

// Whether it is this entry that fails: others of its stream were done again and again while it did,
// or there are no others. When all fail, something that they need is away, whatever the code says:
// then none is given up, however long it takes.
bool Lane::GivesUp(const Waiting& one) const {
  if (one.tries + one.entry.deliveries <= kMaxTries) return false;
  if (Pace() < one.failed_at + kBuryAtTheEarliest) return false;
  const auto failing = failing_.find(one.entry.stream);
  return one.times_alone >= kMaxTries || failing == failing_.end() || failing->second <= 1;
}

void Lane::Wait(Waiting one, Millis longest) {
  one.due = Pace() + BackOff(one.tries, longest, one.entry.id);
  const bool early = one.early;
  const auto place = std::upper_bound(
      waiting_.begin(), waiting_.end(), one,
      [](const Waiting& a, const Waiting& b) { return Age(a.entry) < Age(b.entry); });
  waiting_.insert(place, std::move(one));
  if (!early || Early() <= kMaxEarly) return;
  // What waited longest is the least likely to find what it belongs to.
  const auto oldest = std::find_if(waiting_.begin(), waiting_.end(),
                                   [](const Waiting& waits) { return waits.early; });
  Counts().early_dropped.Add();
  done_.push_back(std::move(oldest->entry));
  waiting_.erase(oldest);
}

}  // namespace tipline::workers
