// Assess: a tip -> priority with reasons in words. Raises only, so that nothing which somebody
// said, and nothing which is missing, makes a tip less urgent (domain.md §5.1, §5.2). A text that
// no lexicon can read goes to a human within the time of P1. Pure; thread-safe. Tests:
// tests/flows/triage with tests/data/triage.
#pragma once

#include <functional>
#include <string>

#include "flows/base/time.h"
#include "flows/model/case.h"
#include "flows/model/tip.h"
#include "flows/triage/lexicon.h"

namespace tipline::flows {

// The ISO code of the place that is surely meant; empty: nobody can tell.
using FindPlaceCode = std::function<std::string(const std::string& typed)>;

// `find`: asked where the conversation found no code for what was typed; may be empty.
Assessment Assess(const Tip& tip, const Lexicon& lexicon, TimePoint now,
                  const FindPlaceCode& find = {});

// The two of several tips of one case: the more urgent priority, all indicators, child if any says
// so.
Assessment Combine(Assessment earlier, const Assessment& later);

}  // namespace tipline::flows
