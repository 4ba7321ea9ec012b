// Walks the registry of lint rules: each has tests/data/lint/<rule>.json, a list of documents with
// the findings of that rule.
#include "flows/lint/lint.h"

#include <gtest/gtest.h>

#include "tests/flows/stories/story.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;

std::vector<SourceFile> FilesOf(const Json& test) {
  std::vector<SourceFile> files;
  for (const auto& [path, content] : test.at("files").items())
    files.push_back({path, content.is_string() ? content.get<std::string>() : content.dump()});
  return files;
}

std::vector<std::string> FindingsOf(const Json& test, const std::string& rule) {
  std::vector<std::string> lines;
  for (const Finding& finding : Lint(FilesOf(test)))
    if (finding.rule == rule)
      lines.push_back(std::string(SeverityName(finding.severity)) + " " + FormatFinding(finding));
  return lines;
}

void CheckRule(const std::string& rule) {
  const Json tests = Json::parse(ReadFile("tests/data/lint/" + rule + ".json"));
  bool bites = false;
  bool passes = false;
  for (const Json& test : tests) {
    SCOPED_TRACE(rule + ": " + test.at("name").get<std::string>());
    const auto wanted = test.at("findings").get<std::vector<std::string>>();
    EXPECT_EQ(FindingsOf(test, rule), wanted);
    bites = bites || !wanted.empty();
    passes = passes || wanted.empty();
  }
  EXPECT_TRUE(bites) << rule << ": no test in which it finds something";
  EXPECT_TRUE(passes) << rule << ": no test in which all is well";
}

TEST(LintRules, EachFindsWhatItsDataSays) {
  const auto rules = LintRules();
  ASSERT_GE(rules.size(), 13U);
  for (const LintRule& rule : rules)
    CheckRule(rule.name);
}

TEST(LintRules, DocumentsThatAreNoFlowsAreFoundToo) {
  CheckRule("invalid");
}

TEST(LintRules, FlowsWeShipHaveNoErrors) {
  auto files = SourcesIn("config/flows", ".json");
  for (SourceFile& file : SourcesIn("config/flows", ".po"))
    files.push_back(std::move(file));
  files.push_back({"config/flows/cover/en.json", ReadFile("config/flows/cover/en.json")});
  for (const Finding& finding : Lint(files)) {
    EXPECT_NE(finding.severity, Severity::kError) << FormatFinding(finding);
    EXPECT_NE(finding.rule, "cover") << FormatFinding(finding);
  }
}

}  // namespace
}  // namespace tipline::flows::testing
