// Phones with a verified role are marked in Redis, so that flows know it without asking the
// records. The records are right, not the mark: what counts is asked of them. Tests:
// tests/workers/inquiries/role_test.cc
#pragma once

#include "gateway/store/live/contacts.h"
#include "gateway/store/records/roles.h"

namespace tipline::workers {

// Gives or takes the mark, as the role is active or not; one that nobody has is nothing to do.
Status MarkVerified(store::Contacts& contacts, const store::VerifiedRole& role);
// All of them: after Redis may have lost marks, and after one was withdrawn while Redis was away.
Status MarkAllVerified(store::Contacts& contacts, store::VerifiedRoles& roles);

}  // namespace tipline::workers
