// How long what people said is kept once nobody works on it (domain.md §3.8): the words of a case,
// the words of a contact that was none, and the number of a phone. Coded facts stay. Pure;
// thread-safe. Tests: tests/flows/cases/retention_test.cc
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "flows/checkin/watch.h"

namespace tipline::flows {

struct RetentionRules {
  Millis words{90 * 24 * 3'600'000LL};     // of a case, since it was closed
  Millis non_case{30 * 24 * 3'600'000LL};  // of a contact that was no case; `words` if that is less
  Millis numbers{30 * 24 * 3'600'000LL};   // since the person wrote, or their last case was closed
  // Where a country wants something else than `words`: ISO 3166-1 alpha-2.
  std::map<std::string, Millis, std::less<>> words_in;
};

// {"words_days":90,"non_case_days":30,"numbers_days":30,"words_days_in":{"KE":60}}; what is not
// there is as above. "For ever" cannot be said: long keeping is what makes a store worth a raid.
// kInvalid names the member.
Result<RetentionRules> ReadRetentionRules(std::string_view text);

// From then on the words of a case go. `since`: it was closed; or, of one that was forgotten
// before, it was changed last. `place_code`: ISO 3166-1 or -2, may be empty.
TimePoint ForgetWordsAt(const RetentionRules& rules, std::string_view status,
                        std::string_view place_code, TimePoint since);
// No case that was closed later than this has to be looked at.
TimePoint FirstForgotten(const RetentionRules& rules, TimePoint now);

// What goes does not come back, and a machine that woke up in another year must not take that for
// the time that has passed. Nothing goes by a clock that is not the one of the last sign of life of
// gateway and workers, however long it has gone evenly: the clock of one machine may be wrong from
// the start. Nor in the first minute of a process; nor for a day after the clock jumped, or after
// nothing of ours ran for days, so that whoever is told of it can set it right.
struct Evenly {
  Millis since{0};      // so long clock and pace of this process went evenly
  bool jumped = false;  // before that; else it began then
};
constexpr const char* kDoubtsClock =
    "the clock is not the one of gateway and workers, or it jumped, or nothing of ours ran for "
    "days";
bool TrustsClock(const Watch& watch, const Evenly& evenly, TimePoint now);

}  // namespace tipline::flows
