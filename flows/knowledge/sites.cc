// Workplaces with a code (domain.md F68): what the phone shows so that people see whether they
// typed the right one. {"source":"sites","rows":[{"code":"482131","name":"Example Farm, north"}]}.
// Who answers for a workplace and whom its company can be reached by stays in the records.
#include <map>

#include <nlohmann/json.hpp>

#include "flows/knowledge/knowledge.h"
#include "flows/knowledge/rows.h"
#include "flows/knowledge/site_code.h"

namespace tipline::flows {
namespace {

class Sites final : public Source {
 public:
  explicit Sites(std::map<std::string, std::string> names) : names_(std::move(names)) {}
  size_t size() const override { return names_.size(); }
  Answers Find(const Query& query) const override {
    Answers answers;
    const auto found = names_.find(Asked(query, "code"));
    if (found == names_.end()) return answers;
    answers.hits.push_back({found->second, {{"site_name", found->second}}});
    answers.sure = true;
    return answers;
  }

 private:
  const std::map<std::string, std::string> names_;  // by code
};

Result<std::shared_ptr<const Source>> ReadSites(const nlohmann::json& document) {
  std::map<std::string, std::string> names;
  TRY(ForEachRow(document, "rows", [&](RowReader& row) {
    std::string code = row.Need("code"), name = row.Need("name");
    if (row.error().empty() && !IsSiteCode(code))
      row.Wrong("code", "allowed: six digits with their check digit");
    if (!names.emplace(std::move(code), std::move(name)).second)
      row.Wrong("code", "allowed: each one once");
  }));
  return std::shared_ptr<const Source>(std::make_shared<Sites>(std::move(names)));
}

const RegisterSource kRegister({"sites", {"code"}, {"site_name"}, ReadSites});

}  // namespace
}  // namespace tipline::flows
