#include "flows/knowledge/service_rows.h"

#include <algorithm>
#include <array>
#include <set>

#include <nlohmann/json.hpp>

#include "flows/base/phone.h"
#include "flows/base/zone.h"
#include "flows/knowledge/open_hours.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

constexpr std::array kFields = {"id",    "name",  "needs",    "areas",  "languages",
                                "who",   "hours", "zone",     "cost",   "phone",
                                "place", "note",  "verified", "closed", "verified_by"};
constexpr std::array kCosts = {"free", "low", "paid"};

// One that nobody knows could be one that nobody may see.
Status CheckFields(const Json& document) {
  const auto rows = document.find("services");
  if (rows == document.end() || !rows->is_array()) return Unit{};  // ForEachRow says so
  for (size_t i = 0; i < rows->size(); ++i) {
    const Json& row = (*rows)[i];
    if (!row.is_object()) continue;
    for (const auto& [field, value] : row.items())
      if (std::find(kFields.begin(), kFields.end(), field) == kFields.end())
        return Invalid("services[" + std::to_string(i) + "]: field " + field +
                       ": is none that the public may see");
  }
  return Unit{};
}

void CheckHours(RowReader& reader, const ServiceRow& row) {
  if (const auto hours = ReadOpenHours(row.hours); !hours)
    reader.Wrong("hours", hours.error().message);
  if (!IsZone(row.zone)) reader.Wrong("zone", "allowed: a time zone like Africa/Nairobi");
  for (const std::string& days : row.closed)
    if (const auto closed = ReadClosedDays(days); !closed)
      reader.Wrong("closed", closed.error().message);
}

void Check(RowReader& reader, const ServiceRow& row) {
  if (row.needs.empty()) reader.Wrong("needs", "missing or empty");
  for (const std::string& area : row.areas)
    if (!IsPlaceCode(area)) reader.Wrong("areas", "allowed: ISO 3166, like KE or KE-30");
  if (!LooksLikeMsisdn(row.phone) && !IsShortCode(row.phone))
    reader.Wrong("phone", "allowed: a number like +254700000001, or a short code");
  if (!row.cost.empty() && std::find(kCosts.begin(), kCosts.end(), row.cost) == kCosts.end())
    reader.Wrong("cost", "allowed: free, low, paid");
  if (HasHiddenPlace(row.needs)) {
    if (!row.place.empty()) reader.Wrong("place", "where such a service is must not be public");
    if (!row.note.empty()) reader.Wrong("note", "where such a service is must not be public");
  }
  CheckHours(reader, row);
}

}  // namespace

bool HasHiddenPlace(const std::vector<std::string>& needs) {
  return std::find(needs.begin(), needs.end(), "emergency_shelter") != needs.end();
}

Result<std::vector<ServiceRow>> ReadServices(const Json& document) {
  TRY(CheckFields(document));
  std::vector<ServiceRow> rows;
  std::set<std::string> ids;
  TRY(ForEachRow(document, "services", [&](RowReader& reader) {
    ServiceRow row;
    row.id = reader.Name("id");
    row.name = reader.Need("name");
    row.needs = reader.List("needs");
    row.areas = reader.List("areas");
    row.languages = reader.List("languages");
    row.who = reader.List("who");
    row.hours = reader.Need("hours");
    row.zone = reader.Need("zone");
    row.cost = reader.Text("cost");
    row.phone = reader.Need("phone");
    row.place = reader.Text("place");
    if (reader.Has("note")) row.note = reader.TextsOf("note");
    row.closed = reader.List("closed");
    row.verified = reader.Date("verified");
    row.verified_by = reader.Need("verified_by");
    Check(reader, row);
    if (!ids.insert(row.id).second) reader.Wrong("id", "the same one twice");
    rows.push_back(std::move(row));
  }));
  return rows;
}

Json ServiceJson(const ServiceRow& row) {
  Json out = {{"id", row.id},
              {"name", row.name},
              {"needs", row.needs},
              {"areas", row.areas},
              {"languages", row.languages},
              {"who", row.who},
              {"hours", row.hours},
              {"zone", row.zone},
              {"phone", row.phone},
              {"closed", row.closed},
              {"verified", DateOf(row.verified)},
              {"verified_by", row.verified_by}};
  if (!row.cost.empty()) out["cost"] = row.cost;
  if (!row.place.empty()) out["place"] = row.place;
  if (!row.note.empty()) out["note"] = row.note;
  return out;
}

}  // namespace tipline::flows
