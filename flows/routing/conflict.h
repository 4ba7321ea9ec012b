// Who must not see a case, whatever else speaks for them (domain.md §3.9): found from the person's
// own words. Pure.
#pragma once

#include <string>

#include "flows/model/directory.h"
#include "flows/routing/route.h"
#include "flows/triage/words.h"

namespace tipline::flows {

// Empty: no conflict. Otherwise in words for staff, without quoting the person.
std::string ConflictOf(const CaseFacts& facts, const std::vector<triage::Word>& words,
                       const Organisation& organisation, const Responder& responder);

}  // namespace tipline::flows
