// What routing must know of the workplace that a tip is about: who answers for it, and whose names
// make a conflict of interest. Tests: tests/workers/jobs/site_test.cc
#pragma once

#include "flows/routing/route.h"
#include "workers/loop/services.h"

namespace tipline::workers {

// Completes facts that name a workplace (CaseFacts::site). kUnavailable: the store is away.
Status AddSite(Services& services, flows::CaseFacts& facts);

}  // namespace tipline::workers
