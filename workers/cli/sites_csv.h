// The table of workplaces. Pure but for chance: who has no code yet gets one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "flows/model/directory.h"
#include "gateway/store/records/sites.h"
#include "workers/cli/csv_rows.h"

namespace tipline::cli {

const std::vector<std::string>& SiteColumns();

// Why that responder cannot answer for the workplace: not in the directory, not active, or of the
// company itself; empty: can.
std::string WhyNotResponder(const Directory& directory, const store::SiteRow& site);
// What the table has no column for is as in `known`, if the code is there; an empty cell empties.
store::SiteRow SiteFrom(CsvCells& cells, const CsvTable& table,
                        const std::vector<store::SiteRow>& known, const Directory& directory);
std::string SitesCsv(const std::vector<store::SiteRow>& sites);

// A code that none of these has. kConflict: there is none left.
Result<std::string> NewSiteCode(const std::vector<store::SiteRow>& sites);

}  // namespace tipline::cli
