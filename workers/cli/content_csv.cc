#include "workers/cli/content_csv.h"

#include <algorithm>

#include "flows/base/csv_write.h"
#include "flows/base/phone.h"
#include "flows/base/zone.h"
#include "flows/knowledge/open_hours.h"
#include "workers/cli/content_cell.h"

namespace tipline::cli {
namespace {

std::string Joined(const std::vector<std::string>& list) {
  std::string cell;
  for (const std::string& one : list)
    cell += (cell.empty() ? "" : "|") + one;
  return cell;
}

std::vector<std::string> Listed(CsvCells& cells, const char* column,
                                const std::map<std::string, NeedValue>& allowed) {
  auto list = cells.List(column, "|");
  if (std::any_of(list.begin(), list.end(),
                  [&](const std::string& one) { return !allowed.contains(one); }))
    cells.Wrong(column, Allowed(allowed) + "; several with | between");
  return list;
}

std::string Phone(CsvCells& cells) {
  const std::string phone = cells.Need("phone");
  if (!LooksLikeMsisdn(phone) && !IsShortCode(phone))
    cells.Wrong("phone", "a number like +254700000001, or a short code of 3 to 8 digits");
  return phone;
}

void CheckHours(CsvCells& cells, const flows::ServiceRow& row) {
  if (!flows::ReadOpenHours(row.hours))
    cells.Wrong("hours", "24/7, or like Mo-Fr 08:00-17:00; Sa 09:00-12:00");
  if (!IsZone(row.zone)) cells.Wrong("zone", "a time zone like Africa/Nairobi");
  if (!std::all_of(row.closed.begin(), row.closed.end(),
                   [](const std::string& days) { return flows::ReadClosedDays(days).has_value(); }))
    cells.Wrong("closed", "days like 2026-12-25 or 2026-12-24..2027-01-02, with | between");
}

bool HidesPlace(const ContentRules& rules, const std::vector<std::string>& needs) {
  return flows::HasHiddenPlace(needs) ||
         std::any_of(needs.begin(), needs.end(), [&](const std::string& need) {
           const auto found = rules.lists.needs.find(need);
           return found != rules.lists.needs.end() && found->second.hidden_place;
         });
}

}  // namespace

const std::vector<std::string>& ServiceColumns() {
  static const std::vector<std::string> columns = {
      "id",   "name",  "needs", "areas",  "languages", "who",         "hours", "zone",
      "cost", "phone", "place", "closed", "verified",  "verified by", "note"};
  return columns;
}

const std::vector<std::string>& PrivateColumns() {
  static const std::vector<std::string> columns = {"private name", "private address", "contact",
                                                   "agreement",    "agreement until", "may receive",
                                                   "capacity",     "conflicts"};
  return columns;
}

flows::ServiceRow ServiceFrom(CsvCells& cells, const CsvTable& table, const ContentRules& rules) {
  flows::ServiceRow row;
  row.id = Coded(cells, "id", true);
  row.name = cells.Need("name");
  if (cells.Need("needs").empty() == false) row.needs = Listed(cells, "needs", rules.lists.needs);
  row.areas = Areas(cells, "areas");
  row.languages = cells.List("languages", "| ");
  row.who = Listed(cells, "who", rules.lists.who);
  row.hours = cells.Need("hours");
  row.zone = cells.Need("zone");
  row.cost = cells.Text("cost");
  if (!row.cost.empty() && row.cost != "free" && row.cost != "low" && row.cost != "paid")
    cells.Wrong("cost", "free, low, paid, or nothing");
  row.phone = Phone(cells);
  row.place = cells.Text("place");
  if (!row.place.empty() && HidesPlace(rules, row.needs))
    cells.Wrong("id", "no place with such needs: it must not be public");  // nor be quoted
  row.closed = cells.List("closed", "|");
  row.note = TextsFrom(cells, table, "note");
  row.verified = cells.NeedDay("verified");
  row.verified_by = cells.Need("verified by");
  CheckHours(cells, row);
  return row;
}

std::map<std::string, Secret<std::string>> PrivateFrom(const CsvCells& cells,
                                                       const CsvTable& table) {
  std::map<std::string, Secret<std::string>> details;
  for (const std::string& column : PrivateColumns())
    if (table.Column(column) >= 0)
      if (std::string value = cells.Text(column.c_str()); !value.empty())
        details.emplace(column, Secret(std::move(value)));
  return details;
}

std::string ServicesCsv(const std::vector<flows::ServiceRow>& rows,
                        const store::PrivateDetails* details) {
  const auto languages = Languages(rows, [](const auto& row) { return row.note; });
  std::vector<std::string> header = ServiceColumns();
  for (const std::string& language : languages)
    header.push_back("note " + language);
  if (details != nullptr)
    header.insert(header.end(), PrivateColumns().begin(), PrivateColumns().end());
  std::string csv = CsvLine(header);
  for (const flows::ServiceRow& row : rows) {
    std::vector<std::string> cells = {row.id,
                                      row.name,
                                      Joined(row.needs),
                                      Joined(row.areas),
                                      Joined(row.languages),
                                      Joined(row.who),
                                      row.hours,
                                      row.zone,
                                      row.cost,
                                      row.phone,
                                      row.place,
                                      Joined(row.closed),
                                      flows::DateOf(row.verified),
                                      row.verified_by,
                                      In(row.note, "en")};
    for (const std::string& language : languages)
      cells.push_back(In(row.note, language));
    if (details != nullptr) {
      const auto found = details->find(row.id);
      for (const std::string& column : PrivateColumns()) {
        const bool there = found != details->end() && found->second.contains(column);
        cells.push_back(there ? found->second.at(column).Reveal() : std::string());
      }
    }
    csv += CsvLine(cells);
  }
  return csv;
}

}  // namespace tipline::cli
