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
  // Shown to everybody without a word of it, it would send people where they are turned away.
  if (!cells.Text("who").empty())
    cells.Wrong("who", "nothing: no flow asks for it or shows it; say it in the name or the note");
  row.hours = cells.Need("hours");
  row.zone = cells.Need("zone");
  row.cost = cells.Text("cost");
  if (!row.cost.empty() && row.cost != "free" && row.cost != "low" && row.cost != "paid")
    cells.Wrong("cost", "free, low, paid, or nothing");
  row.phone = Phone(cells);
  row.place = cells.Text("place");
  row.closed = cells.List("closed", "|");
  row.note = TextsFrom(cells, table, "note");
  if ((!row.place.empty() || !row.note.empty()) && HidesPlace(rules.lists, row.needs))
    // nor be quoted
    cells.Wrong("id", "no place and no note with such needs: where it is must not be public");
  row.verified = cells.NeedPastDay("verified", rules.now);
  row.verified_by = cells.Need("verified by");
  CheckHours(cells, row);
  return row;
}

std::map<std::string, Secret<std::string>> PrivateFrom(const CsvCells& cells,
                                                       const CsvTable& table) {
  std::map<std::string, Secret<std::string>> details;
  for (const std::string& column : PrivateColumns())
    if (table.Column(column) >= 0) details.emplace(column, Secret(cells.Text(column.c_str())));
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
