// The letters and words of facilitators' messages (flows/report/grammar.h), published like all that
// flows look up:
// {"source":"reports","as_of":"2026-11-28","fields":[{"letter":"a","kind":"number","from":0,
// "to":17},{"letter":"s","kind":"one_of","values":{"f":["girl"]}},{"letter":"p","kind":"words"}],
// "types":[{"word":"cl","needs":["a","p"],"may":["s"]}]}
// Something is found in a message that says its type, or of which all was understood (`loose`:
// any of it, where one is answered; `sure`: only if it says its type). Tests:
// tests/data/knowledge/reports.json, tests/data/report/grammar.json
#include <nlohmann/json.hpp>

#include "flows/knowledge/rows.h"
#include "flows/report/grammar.h"

namespace tipline::flows {
namespace {

std::string Joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& one : list)
    out += (out.empty() ? "" : " ") + one;
  return out;
}

class Reports final : public Source {
 public:
  explicit Reports(report::Grammar grammar)
      : grammar_(std::move(grammar)), needs_(report::WriteNeeds(grammar_)) {}
  size_t size() const override { return grammar_.types.size(); }

  Answers Find(const Query& query) const override {
    const report::Report read = report::Read(grammar_, Asked(query, "said"), Asked(query, "type"));
    Answers answers;
    answers.values = {{"report_needs", needs_}};
    const bool loose = !Asked(query, "loose").empty();
    const bool sure = !Asked(query, "sure").empty();
    if (read.empty() || (read.type.empty() && ((!read.unread.empty() && !loose) || sure)))
      return answers;
    Hit hit{"", {{"report", report::Write(read)}}};
    if (!read.unread.empty()) hit.values.emplace_back("unread", Joined(read.unread));
    answers.hits.push_back(std::move(hit));
    return answers;
  }

 private:
  const report::Grammar grammar_;
  const std::string needs_;  // for whoever keeps them
};

Result<std::shared_ptr<const Source>> ReadReports(const nlohmann::json& document) {
  TRY_ASSIGN(report::Grammar grammar, report::ReadGrammar(document));
  return std::shared_ptr<const Source>(std::make_shared<Reports>(std::move(grammar)));
}

const RegisterSource kRegister(
    {"reports", {"said", "type", "loose"}, {"report", "unread", "report_needs"}, ReadReports});

}  // namespace
}  // namespace tipline::flows
