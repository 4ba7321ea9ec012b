#include "flows/knowledge/recruiter_rows.h"

#include <algorithm>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "flows/base/phone.h"
#include "flows/base/text_latin.h"
#include "flows/knowledge/rows.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

constexpr int kMaxStaleDays = 3'650;
constexpr int kStaleDays = 90;  // where the document does not say

// Days after which the register's word is called old.
int StaleDays(const Json& object, int otherwise, std::string& wrong) {
  const auto found = object.find("stale_after_days");
  if (found == object.end()) return otherwise;
  const bool whole = found->is_number_integer();
  const auto days = whole ? found->get<int64_t>() : 0;
  if (days < 1 || days > kMaxStaleDays) wrong = "allowed: a number of days, 1 to 3650";
  return static_cast<int>(std::clamp<int64_t>(days, 1, kMaxStaleDays));
}

Result<std::vector<RegisterHead>> ReadHeads(const Json& document) {
  std::string wrong;
  const int stale = StaleDays(document, kStaleDays, wrong);
  if (!wrong.empty()) return Invalid("field stale_after_days: " + wrong);
  TimePoint as_of{};
  bool has_day = false;
  if (const auto day = document.find("as_of"); day != document.end()) {
    const auto read = DayFrom(day->is_string() ? day->get<std::string>() : "");
    if (!read) return Invalid("field as_of: " + read.error().message);
    as_of = *read;
    has_day = true;
  }
  std::vector<RegisterHead> heads;
  size_t number = 0;
  TRY(ForEachRow(document, "registers", [&](RowReader& row) {
    RegisterHead head;
    head.id = row.Name("id");
    head.name = row.Need("name");
    head.country = row.Place("country");
    if (head.country.size() != 2) row.Wrong("country", "allowed: ISO 3166-1, like KE");
    head.as_of = has_day ? row.DateOr("as_of", as_of) : row.Date("as_of");
    std::string bad;
    head.stale_after_days = StaleDays(document["registers"][number++], stale, bad);
    if (!bad.empty()) row.Wrong("stale_after_days", bad);
    heads.push_back(std::move(head));
  }));
  return heads;
}

Recruiter ReadRow(RowReader& row, const std::map<std::string, size_t>& heads) {
  Recruiter one;
  one.name = row.Need("name");
  one.names = row.List("names");
  one.licence = row.Text("licence");
  one.phone = row.Text("phone");
  if (!one.phone.empty() && !LooksLikeMsisdn(one.phone))
    row.Wrong("phone", "allowed: E.164, like +254711000001");
  one.status = row.Need("status");
  if (!IsRecruiterState(one.status))
    row.Wrong("status", "allowed: valid, expired, suspended, cancelled, delisted");
  if (row.Has("expires")) one.expires = row.Date("expires");
  one.destinations = row.List("destinations");
  for (const std::string& place : one.destinations)
    if (place.size() != 2) row.Wrong("destinations", "allowed: ISO 3166-1, like QA");
  one.job_orders = row.List("job_orders");
  const auto head = heads.find(row.Name("register"));
  if (head == heads.end())
    row.Wrong("register", "no such register");
  else
    one.of = head->second;
  return one;
}

}  // namespace

const std::vector<std::string>& RecruiterStates() {
  static const std::vector<std::string> states = {"valid", "expired", "suspended", "cancelled",
                                                  "delisted"};
  return states;
}

bool IsRecruiterState(std::string_view text) {
  const auto& states = RecruiterStates();
  return std::find(states.begin(), states.end(), text) != states.end();
}

std::string StatusOn(const Recruiter& recruiter, TimePoint now) {
  // The last day still counts.
  if (recruiter.status == "valid" && recruiter.expires &&
      now >= *recruiter.expires + std::chrono::days(1))
    return "expired";
  return recruiter.status;
}

std::string BareLicence(std::string_view text) {
  std::string bare;
  for (const char c : FoldLatin(text))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) bare += c;
  return bare;
}

std::string DigitsOf(std::string_view text) {
  std::string digits;
  for (const char c : FoldLatin(text))
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

Result<Registers> ReadRegisters(const Json& document) {
  Registers all;
  TRY_ASSIGN(all.heads, ReadHeads(document));
  std::map<std::string, size_t> heads;
  for (const RegisterHead& head : all.heads)
    if (!heads.emplace(head.id, heads.size()).second)
      return Invalid("field registers: two with the same id");
  std::set<std::pair<size_t, std::string>> licences;
  TRY(ForEachRow(document, "rows", [&](RowReader& row) {
    all.rows.push_back(ReadRow(row, heads));
    const Recruiter& one = all.rows.back();
    const std::string licence = BareLicence(one.licence);
    if (!licence.empty() && !licences.emplace(one.of, licence).second)
      row.Wrong("licence", "the same one twice in a register");
  }));
  return all;
}

}  // namespace tipline::flows
