// Rows of `outbound`, as the files of OutboundRecords read them. Inside this folder.
#pragma once

#include <string>
#include <vector>

#include "gateway/store/records/outbound.h"
#include "gateway/store/records/query.h"

namespace tipline::store {

// Of "SELECT ... FROM outbound `rest`"; `box`: the column box_sealed, or '' to leave it. `texts`:
// what `rest` binds, in its order.
std::vector<OutboundRow> OutboundRows(soci::session& sql, const char* box, const std::string& rest,
                                      std::vector<std::string> texts);
// A condition: the row was last written so far ahead of now that the machine's clock must have been
// set back since. Its times say nothing any more, and waiting for them could last for ever.
std::string IsAhead(TimePoint now);
// Numbers only, so that they can stand in the text: a list cannot be bound on either engine.
std::string NumberList(const std::vector<int>& numbers);

}  // namespace tipline::store
