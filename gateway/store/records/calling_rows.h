// Wishes for a call within somebody else's transaction. In calling.cc; inside this folder.
#pragma once

#include "flows/model/case.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/query.h"

namespace tipline::store {

// Whether a later tip of that case asks for a call. A conversation that asked says so with all that
// comes after it: words alone do not bring back what was taken back.
bool AsksForCall(soci::session& sql, const KeyRing& keys, const Tip& tip, const Case& item);
// The same for the first tip of a case: taken in late, it may be older than a withdrawal.
bool AsksForCall(soci::session& sql, const Tip& tip);

// Contact was taken back, or is not safe: no other case of that phone that is not urgent (P0, P1)
// and was begun until `asked_before` asks for a call any more, closed ones included, and what was
// only a missed call holds its number no longer. Who asks again asks anew. Told in the audit trail.
void EndCalls(soci::session& sql, const KeyRing& keys, const Case& item, const std::string& actor,
              TimePoint asked_before, TimePoint now);

}  // namespace tipline::store
