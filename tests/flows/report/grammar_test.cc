// Facilitators' messages as data: tests/data/report/grammar.json, read with the letters that we
// ship. What is told back must be read back.
#include "flows/report/grammar.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "flows/report/own_names.h"
#include "tests/flows/knowledge/source_data.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;

Json Letters() {
  return Json::parse(ReadFile("config/data/reports.json"));
}

std::string Joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words)
    out += (out.empty() ? "" : " ") + word;
  return out;
}

TEST(ReportGrammar, ReadsAsItsDataSays) {
  const auto grammar = report::ReadGrammar(Letters());
  ASSERT_TRUE(grammar) << grammar.error().message;
  const auto source = DecodeSource("reports", Letters().dump());
  ASSERT_TRUE(source);
  const Json cases = Json::parse(ReadFile("tests/data/report/grammar.json"));
  ASSERT_GE(cases.size(), 40U);
  for (const Json& one : cases) {
    SCOPED_TRACE(one.at("name").get<std::string>());
    const std::string type = one.value("type", "");
    const report::Report read = report::Read(*grammar, one.at("said").get<std::string>(), type);
    EXPECT_EQ(report::Write(read), one.at("is").get<std::string>());
    EXPECT_EQ(Joined(read.unread), one.value("unread", ""));
    if (one.contains("missing")) {
      EXPECT_EQ(report::Missing(grammar->types, read), one["missing"].get<std::string>());
    }
    const std::string written = report::Write(read);
    EXPECT_EQ(report::Write(report::Read(*grammar, written)), written);
    EXPECT_EQ(report::Write(report::ReadWritten(written)), written);
    Query query;
    query.by = {{"said", one.at("said").get<std::string>()}, {"type", type}};
    EXPECT_EQ(!(*source)->Find(query).hits.empty(), one.value("hit", true));
  }
}

TEST(ReportGrammar, WhatIsNeededGoesAndComesBack) {
  const auto grammar = report::ReadGrammar(Letters());
  ASSERT_TRUE(grammar);
  const std::string needs = report::WriteNeeds(*grammar);
  EXPECT_EQ(needs, "cl!:awp aw:pnt fv:pr");
  const auto types = report::ReadNeeds(needs);
  ASSERT_EQ(types.size(), 3U);
  EXPECT_TRUE(types[0].makes_case);
  EXPECT_EQ(types[1].word, "aw");
  EXPECT_EQ(types[2].needs, (std::vector<std::string>{"p", "r"}));
  EXPECT_TRUE(report::ReadNeeds("").empty());
}

TEST(ReportGrammar, TheLaterFieldStands) {
  bool changes = false;
  report::Report whole =
      report::Merge(report::ReadWritten("CL; A=12"), report::ReadWritten("P=Kaya"), &changes);
  EXPECT_FALSE(changes);
  whole = report::Merge(whole, report::ReadWritten("A=13"), &changes);
  EXPECT_TRUE(changes);
  EXPECT_EQ(report::Write(whole), "CL; A=13; P=Kaya");
}

TEST(ReportsSource, AnswersAsItsDataSays) {
  CheckSource("reports");
}

TEST(OwnNames, AreFoundAsAWholeWithASlipOfThePen) {
  struct Row {
    const char* words;
    bool named;
  };
  const Row rows[] = {{"the farm of Vandoro Farms", true},
                      {"vandorro farms", true},
                      {"VANDORO FARM", true},
                      {"a farm near Kaya", false},
                      {"Vandoro", false},
                      {"chez Ali", true},
                      {"all day", false},
                      {"", false}};
  for (const Row& row : rows)
    EXPECT_EQ(report::NamesAny(row.words, {"Vandoro Farms", "Ali"}), row.named) << row.words;
  EXPECT_FALSE(report::NamesAny("anything", {}));
  EXPECT_FALSE(report::NamesAny("anything", {""}));
}

}  // namespace
}  // namespace tipline::flows::testing
