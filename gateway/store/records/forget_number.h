// Taking back the number of somebody who first gave it and then asked to stay anonymous (domain.md
// §3.3). Inside this folder.
#pragma once

#include <string>

#include "flows/model/case.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/query.h"

namespace tipline::store {

// Within the transaction that takes in the later tip: the boxes of the case's earlier tips are
// sealed anew without the number, and the contact vault forgets it unless another open case of the
// same person still may use it. A box that `keys` cannot open stays as it is.
void ForgetNumber(soci::session& sql, const KeyRing& keys, const Case& item, TimePoint now);

}  // namespace tipline::store
