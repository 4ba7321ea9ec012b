// On which channel a message goes: the one that it was given, unless the evidence says that another
// will rather get it there. A message moves only while the provider surely did not take it; after a
// request whose outcome nobody knows (providers.md §1.3) only when the tries for that are used up.
// Pure. Tests: tests/flows/delivery/failover_test.cc
#pragma once

#include <string>
#include <vector>

#include "flows/base/time.h"
#include "flows/delivery/health.h"

namespace tipline::flows {

constexpr int kReportsCompared = 20;     // fewer say nothing of a route
constexpr double kShareBetter = 0.2;     // so much more delivered is no accident
constexpr int kFailuresHere = 2;         // sure failures before an ordinary message moves on
constexpr Millis kWaitInstead{60'000};   // a provider that wants a longer wait: an ordinary message
constexpr Millis kUrgentInstead{5'000};  // or an urgent one rather goes elsewhere

struct Candidate {
  std::string channel;
  bool usable = true;      // it can send, and to this country and person
  bool tried = false;      // it failed for this message before
  bool wants_try = false;  // not well, but nothing was tried for long: this message finds out
  Health state = Health::kOk;
  double delivered_share = 1;
  int reports = 0;
  Millis answer_p50{0};
};

// Before it is sent: candidates in the order of the configuration, the one that it is on first.
// Gives the place of the one to take; 0 also if none is usable.
size_t ChooseFirst(const std::vector<Candidate>& candidates);
// After it surely failed on the first one. 0: it stays and is tried again there.
size_t ChooseNext(const std::vector<Candidate>& candidates);

enum class Failure {
  kTemporary,  // surely not taken
  kLimited,    // the provider wants a wait
  kConfig,     // nothing can be sent there now
  kUnsure,     // may have been taken; the tries are used up
};
// Whether it is time to look for another channel. `failures_here`: this one included; `wait`:
// until it would be tried again here.
bool MovesOn(Failure failure, int failures_here, bool urgent, Millis wait);

}  // namespace tipline::flows
