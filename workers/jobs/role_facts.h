// What the records know of the phone that a tip came from, where it has a verified role: the mark
// in Redis that flows go by may be older than that. Tests: tests/workers/jobs/role_facts_test.cc
#pragma once

#include <string>

#include "flows/model/tip.h"
#include "gateway/store/records/roles.h"
#include "workers/loop/services.h"

namespace tipline::workers {

// Whom a report that names a facilitator's own people is kept from; flows::kKeptFromAll where
// nobody is known to supervise the facilitator.
std::string KeptFrom(const store::VerifiedRole& role);

// What the tip says of a professional stands only if the records say so; else `role_unverified`
// stays of it, and what a verified professional would have found weighs nothing. From a
// facilitator's phone, a tip that names one of their own people, whichever way it came, is kept
// from whoever supervises them; from all, if what is known of the facilitator cannot be opened.
// True: the tip was changed. kUnavailable: the store is away.
Result<bool> CheckRole(Services& services, Tip& tip);

}  // namespace tipline::workers
