// What Tipline holds at the end, read with its own record library and keys, as `tipline case show`
// does, but in one go for thousands of cases.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"
#include "tests/chaos/ledger.h"

namespace tipline::chaos {

Result<std::vector<StoredTip>> StoredTips(store::Database& database, const KeyRing& keys);

Result<std::vector<StoredMessage>> StoredMessages(store::Database& database);

// Messages on their way out, by what they wait for.
struct OutboundCounts {
  size_t due = 0;      // could be sent now, or is being sent
  size_t waiting = 0;  // for the time of the next try
  size_t ended = 0;    // sent, given up, ...
};
Result<OutboundCounts> CountOutbound(store::Database& database, TimePoint now);

}  // namespace tipline::chaos
