// Employers and jobs that a named authority has verified (domain.md F48).
// {"source":"employers","as_of":"2026-11-01","rows":[{"name":"Example Hotel","names":[],
// "country":"QA","jobs":["Cleaner","Cook"],"verified_by":"Example Labour Office",
// "verified":"2026-05-02","expires":"2027-05-01"}]}
// An entry that has run out is found and called "expired": it is on the list no more. Found by
// `name`, misspelt too. `employer` is shown with its country: "Example Hotel, Qatar".
#include <algorithm>
#include <map>
#include <optional>

#include <nlohmann/json.hpp>

#include "flows/knowledge/knowledge.h"
#include "flows/knowledge/listing.h"
#include "flows/knowledge/name_index.h"
#include "flows/knowledge/rows.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

struct Employer {
  std::string name, country, verified_by;
  std::vector<std::string> names, jobs;
  TimePoint verified{}, expires{};
};

class Employers final : public Source {
 public:
  Employers(std::vector<Employer> rows, TimePoint as_of) : rows_(std::move(rows)), as_of_(as_of) {
    for (size_t i = 0; i < rows_.size(); ++i) {
      index_.Add(i, rows_[i].name);
      for (const std::string& other : rows_[i].names)
        index_.Add(i, other);
    }
    index_.Finish();
  }
  size_t size() const override { return rows_.size(); }

  Answers Find(const Query& query) const override {
    const auto hits = index_.Find(Asked(query, "name"), kMaxHits);
    Answers answers;
    answers.values = {{"list_date", DateOf(as_of_)}};
    answers.sure = IsSure(hits);
    std::map<std::string, int> times;
    for (const NameHit& hit : hits)
      ++times[rows_[hit.row].name];
    for (const NameHit& hit : hits) {
      answers.hits.push_back(HitOf(rows_[hit.row], answers.sure, query));
      if (times[rows_[hit.row].name] > 1) answers.hits.back().label = Told(rows_[hit.row], query);
    }
    return answers;
  }

 private:
  // Two countries may each have one of that name.
  static std::string Told(const Employer& one, const Query& query) {
    if (one.country.empty()) return Label(one.name);
    return Label(one.name) + ", " + CountriesInOneLine({one.country}, query.language);
  }
  static Hit HitOf(const Employer& one, bool sure, const Query& query) {
    const bool over = query.now >= one.expires + std::chrono::days(1);  // the last day counts
    const std::string country =
        one.country.empty() ? "" : CountriesInOneLine({one.country}, query.language);
    Hit hit{Label(one.name),
            {{"employer", country.empty() ? one.name : one.name + ", " + country},
             {"employer_status", over ? "expired" : "listed"},
             {"employer_match", sure ? "same" : "near"},
             {"employer_by", one.verified_by},
             {"employer_until", DateOf(one.expires)}}};
    if (!country.empty()) hit.values.emplace_back("employer_country", country);
    if (!one.jobs.empty()) hit.values.emplace_back("employer_jobs", InOneLine(one.jobs));
    return hit;
  }

  const std::vector<Employer> rows_;
  const TimePoint as_of_;
  NameIndex index_;
};

Result<std::shared_ptr<const Source>> ReadEmployers(const Json& document) {
  const auto day = document.find("as_of");
  if (day == document.end() || !day->is_string()) return Invalid("field as_of: missing");
  TRY_ASSIGN(const TimePoint as_of, DayFrom(day->get<std::string>()));
  std::vector<Employer> rows;
  TRY(ForEachRow(document, "rows", [&](RowReader& row) {
    Employer one;
    one.name = row.Need("name");
    one.names = row.List("names");
    one.country = row.Place("country");
    one.jobs = row.List("jobs");
    one.verified_by = row.Need("verified_by");
    one.verified = row.Date("verified");
    one.expires = row.Date("expires");
    if (row.error().empty() && one.expires < one.verified)
      row.Wrong("expires", "before it was verified");
    rows.push_back(std::move(one));
  }));
  return std::shared_ptr<const Source>(std::make_shared<Employers>(std::move(rows), as_of));
}

const RegisterSource kRegister({"employers",
                                {"name"},
                                {"employer", "employer_status", "employer_match", "employer_by",
                                 "employer_until", "employer_country", "employer_jobs",
                                 "list_date"},
                                ReadEmployers});

}  // namespace
}  // namespace tipline::flows
