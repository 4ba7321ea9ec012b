#include "workers/cli/sites_csv.h"

#include <algorithm>
#include <cstdint>

#include "flows/base/csv_write.h"
#include "flows/base/text.h"
#include "flows/knowledge/rows.h"
#include "flows/knowledge/site_code.h"
#include "flows/voice/figures.h"

namespace tipline::cli {
namespace {

constexpr int kTries = 10'000;

template <typename Rows>
auto FindId(const Rows& rows, const std::string& id) {
  return std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.id == id; });
}

// The workplace as it is kept; one with nothing yet if there is none.
store::SiteRow Kept(const std::vector<store::SiteRow>& known, const std::string& code) {
  const auto found =
      std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.code == code; });
  return found == known.end() ? store::SiteRow{} : *found;
}

bool IsCompany(const Organisation& organisation, const store::SiteRow& site) {
  std::vector<std::string> names = organisation.names;
  names.push_back(organisation.name);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return FoldBare(name) == FoldBare(site.brand) || FoldBare(name) == FoldBare(site.name);
  });
}

}  // namespace

const std::vector<std::string>& SiteColumns() {
  static const std::vector<std::string> columns = {
      "code", "name", "brand", "country", "region", "season", "responder", "contact", "active"};
  return columns;
}

std::string WhyNotResponder(const Directory& directory, const store::SiteRow& site) {
  const auto responder = FindId(directory.responders, site.responder_id);
  if (responder == directory.responders.end() || !responder->active)
    return "the id of a responder of the directory";
  const auto organisation = FindId(directory.organisations, responder->organisation_id);
  if (organisation == directory.organisations.end() || !organisation->active)
    return "a responder of an active organisation";
  if (organisation->type == "employer" || organisation->type == "EmployerAssociation" ||
      IsCompany(*organisation, site))
    return "a responder who is independent of the company";
  return {};
}

store::SiteRow SiteFrom(CsvCells& cells, const CsvTable& table,
                        const std::vector<store::SiteRow>& known, const Directory& directory) {
  const auto has = [&table](const char* column) { return table.Column(column) >= 0; };
  const std::string code = cells.Text("code");
  store::SiteRow row = code.empty() ? store::SiteRow{} : Kept(known, code);
  row.code = code;
  if (!row.code.empty() && !flows::IsSiteCode(row.code))
    cells.Wrong("code", "six digits with their check digit, or nothing for a new one");
  row.name = cells.Need("name");
  row.brand = cells.Need("brand");
  row.country = cells.Need("country");
  if (!row.country.empty() && (row.country.size() != 2 || !flows::IsPlaceCode(row.country)))
    cells.Wrong("country", "ISO 3166-1, like GT");
  if (has("region")) row.region = cells.Text("region");
  if (!row.region.empty() &&
      (!flows::IsPlaceCode(row.region) || row.region.compare(0, 3, row.country + "-") != 0))
    cells.Wrong("region", "ISO 3166-2 of that country, like GT-13, or nothing");
  if (has("season")) row.season = cells.Text("season");
  if (!flows::voice::IsSeason(row.season))
    cells.Wrong("season", "the first and the last month, like 10-03, or nothing for the year");
  row.responder_id = cells.Need("responder");
  if (!row.responder_id.empty())
    if (const std::string why = WhyNotResponder(directory, row); !why.empty())
      cells.Wrong("responder", why);
  if (has("contact")) row.contact = Secret(cells.Text("contact"));
  const std::string active = cells.Text("active");
  if (!active.empty() && active != "yes" && active != "no") cells.Wrong("active", "yes, no");
  if (has("active")) row.active = active != "no";
  return row;
}

std::string SitesCsv(const std::vector<store::SiteRow>& sites) {
  std::string csv = CsvLine(SiteColumns());
  for (const store::SiteRow& one : sites)
    csv += CsvLine({one.code, one.name, one.brand, one.country, one.region, one.season,
                    one.responder_id, one.contact.Reveal(), one.active ? "yes" : "no"});
  return csv;
}

Result<std::string> NewSiteCode(const std::vector<store::SiteRow>& sites) {
  constexpr auto kCodes =
      static_cast<uint32_t>(flows::kLastSiteNumber - flows::kFirstSiteNumber + 1);
  for (int i = 0; i < kTries; ++i) {
    uint32_t chance = 0;
    RandomBytes(&chance, sizeof chance);
    std::string code =
        flows::SiteCodeOf(flows::kFirstSiteNumber + static_cast<int>(chance % kCodes));
    const bool taken = std::any_of(sites.begin(), sites.end(),
                                   [&](const store::SiteRow& one) { return one.code == code; });
    if (!taken) return code;
  }
  return Conflict("no code is left");
}

}  // namespace tipline::cli
