// Registers of recruiters, as their authorities publish them (domain.md F45).
// {"source":"register","as_of":"2026-11-01","stale_after_days":60,
// "registers":[{"id":"ke","name":"Example Register","country":"KE"}],
// "rows":[{"register":"ke","name":"Zentara Manpower Ltd","names":["ZM"],"licence":"EX-12/2024",
// "phone":"+254711000001","status":"valid","expires":"2027-06-30","destinations":["QA"],
// "job_orders":["Cleaner Qatar EX-7"]}]}
// A register may have an `as_of` and `stale_after_days` of its own. Found by `name` (misspelt too),
// `licence`, `phone`, or `any` of them. `agency_match` is "same" where it is surely the one asked
// for, else "near": then the person has to say so. In the register of another country than the
// asking phone's a name or licence is only "near".
#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "flows/knowledge/knowledge.h"
#include "flows/knowledge/listing.h"
#include "flows/knowledge/recruiter_search.h"
#include "flows/knowledge/rows.h"

namespace tipline::flows {
namespace {

class Register final : public Source {
 public:
  explicit Register(Registers registers) : search_(std::move(registers)) {}
  size_t size() const override { return search_.registers().rows.size(); }

  Answers Find(const Query& query) const override {
    Answers answers;
    answers.values = ValuesOfAll(query);
    const RecruitersFound found = Look(query);
    answers.sure = found.sure;
    for (const size_t row : found.rows)
      answers.hits.push_back(HitOf(search_.registers().rows[row], found, query));
    TellApart(answers.hits);
    return answers;
  }

 private:
  RecruitersFound Look(const Query& query) const {
    if (const auto words = Asked(query, "licence"); !words.empty())
      return search_.ByLicence(words, query.country, kMaxHits);
    if (const auto words = Asked(query, "phone"); !words.empty())
      return search_.ByPhone(words, query.country, kMaxHits);
    if (const auto words = Asked(query, "name"); !words.empty())
      return search_.ByName(words, query.country, kMaxHits);
    return search_.ByAny(Asked(query, "any"), query.country, kMaxHits);
  }

  // For "not found": the oldest day that the answer rests on.
  std::vector<std::pair<std::string, std::string>> ValuesOfAll(const Query& query) const {
    const auto& heads = search_.registers().heads;
    if (heads.empty()) return {};
    const auto oldest = std::min_element(
        heads.begin(), heads.end(),
        [](const RegisterHead& a, const RegisterHead& b) { return a.as_of < b.as_of; });
    const bool stale = std::any_of(heads.begin(), heads.end(),
                                   [&](const RegisterHead& head) { return head.Stale(query.now); });
    return {{"registers_date", DateOf(oldest->as_of)}, {"registers_stale", stale ? "yes" : "no"}};
  }

  Hit HitOf(const Recruiter& one, const RecruitersFound& found, const Query& query) const {
    const RegisterHead& head = search_.registers().heads[one.of];
    Hit hit{Label(one.name),
            {{"agency", one.name},
             {"agency_status", StatusOn(one, query.now)},
             {"agency_match", found.sure ? "same" : "near"},
             {"register_name", head.name},
             {"register_date", DateOf(head.as_of)},
             {"register_stale", head.Stale(query.now) ? "yes" : "no"}}};
    const auto add = [&hit](const char* name, std::string value) {
      if (!value.empty()) hit.values.emplace_back(name, std::move(value));
    };
    add("agency_licence", one.licence);
    if (one.expires) add("agency_until", DateOf(*one.expires));
    add("agency_places", CountriesInOneLine(one.destinations, query.language));
    add("agency_orders", InOneLine(one.job_orders));
    return hit;
  }

  // Two of the same name are told apart by their licences, and those of the same by the register.
  static void TellApart(std::vector<Hit>& hits) {
    for (const char* by : {"agency_licence", "register_name"}) {
      std::map<std::string, int> times;
      for (const Hit& hit : hits)
        ++times[hit.label];
      for (Hit& hit : hits) {
        if (times[hit.label] < 2) continue;
        for (const auto& [name, value] : hit.values)
          if (name == by) hit.label += ", " + value;
      }
    }
  }

  const RecruiterSearch search_;
};

Result<std::shared_ptr<const Source>> ReadRegister(const nlohmann::json& document) {
  TRY_ASSIGN(Registers registers, ReadRegisters(document));
  return std::shared_ptr<const Source>(std::make_shared<Register>(std::move(registers)));
}

const RegisterSource kRegister({"register",
                                {"name", "licence", "phone", "any"},
                                {"agency", "agency_licence", "agency_status", "agency_until",
                                 "agency_places", "agency_orders", "agency_match", "register_name",
                                 "register_date", "register_stale", "registers_date",
                                 "registers_stale"},
                                ReadRegister});

}  // namespace
}  // namespace tipline::flows
