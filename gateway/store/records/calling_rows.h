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
bool AsksForCall(soci::session& sql, const Tip& tip, Priority priority);

struct CallsOver {
  std::string actor;
  TimePoint now{};
  TimePoint begun_until{};  // of cases that were begun until then
  // P0 and P1 too: nobody will know the reason any more. Else they keep their wish, for they may be
  // of another person, and MayCall warns.
  bool urgent_too = false;
};
// Contact was taken back, or is not safe: no other case of that phone asks for a call any more,
// closed ones included, and what was only a missed call holds its number no longer. Who asks again
// asks anew. Told in the audit trail.
void EndCalls(soci::session& sql, const KeyRing& keys, const Case& item, const CallsOver& over);

}  // namespace tipline::store
