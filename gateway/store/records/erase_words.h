// The words of a case within somebody else's transaction: deletion that a person asked for, and the
// end of what is kept. Inside this folder.
#pragma once

#include "flows/model/case.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

// Boxes of tips, assessments and messages are emptied, what went out loses its words, so do the
// facilitator's report that made the case and the complaint of its conversation, and the case's
// code opens nothing any more. Rows of `tips` stay: the books count them
// (gateway/store/reconcile.h), and the coded facts hold nobody's words. REQUIRES: the public case
// key.
void EraseWords(soci::session& sql, const KeyRing& keys, const Case& item);

}  // namespace tipline::store
