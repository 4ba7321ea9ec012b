// What routing must know of a tip that goes on with a conversation: all that was said in it, or
// whoever the case is kept from is alarmed by words that do not say so again. Tests:
// tests/workers/jobs/role_facts_test.cc
#pragma once

#include <vector>

#include "flows/routing/route.h"
#include "gateway/store/records/cases.h"
#include "workers/loop/services.h"

namespace tipline::workers {

// `before`: what is taken in together with it, before it.
Result<flows::CaseFacts> FactsOfTalk(Services& services, const store::Intake& intake,
                                     const std::vector<store::Intake>& before);

}  // namespace tipline::workers
