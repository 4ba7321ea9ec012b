#include "flows/triage/assess.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "flows/triage/rule.h"
#include "tests/flows/triage/support.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;

Assessment AssessData(const Json& tip) {
  return Assess(TipFrom(tip), StockLexicon(), FromMillis(kTriageNow));
}

// Every kind of rule has its own cases: tests/data/triage/<rule>.json.
TEST(TriageRules, EachJudgesItsOwnCases) {
  ASSERT_GE(triage::TriageRules().size(), 8U);
  for (const triage::TriageRule& rule : triage::TriageRules()) {
    SCOPED_TRACE(rule.name);
    const Json cases = ReadData("triage/" + rule.name + ".json");
    ASSERT_GE(cases.size(), 3U);
    for (const Json& one : cases) {
      SCOPED_TRACE(one.at("name"));
      CheckAssessment(AssessData(one.at("tip")), one.at("wanted"));
    }
  }
}

TEST(Triage, LanguageOfATextIsFound) {
  for (const Json& one : ReadData("triage/language.json")) {
    SCOPED_TRACE(one.at("tip").dump());
    CheckAssessment(AssessData(one.at("tip")), one.at("wanted"));
  }
}

// Short messages as people type them, in five languages, with what they must at least be taken for.
TEST(Triage, CorpusGetsAtLeastItsPriority) {
  const Json corpus = ReadData("triage/corpus.json");
  std::set<std::string> languages;
  for (const Json& one : corpus) {
    SCOPED_TRACE(one.at("text"));
    languages.insert(one.at("in").get<std::string>());
    CheckAssessment(AssessData({{"text", one.at("text")}, {"about", one.value("about", "")}}), one);
  }
  EXPECT_GE(corpus.size(), 60U);
  EXPECT_EQ(languages, (std::set<std::string>{"ar", "en", "fr", "hi", "sw"}));
}

TEST(Triage, AddingWordsOrAnswersNeverLowers) {
  const Json corpus = ReadData("triage/corpus.json");
  const Json more = {{"now", "no"}, {"child", "no"}, {"danger_now", "no"}, {"out", "can"}};
  for (const Json& one : corpus) {
    SCOPED_TRACE(one.at("text"));
    const std::string text = one.at("text");
    const Assessment before = AssessData({{"text", text}});
    const std::string harmless =
        ". he agreed at first, he is paid a little, he is a citizen and can go out. no debt. ";
    EXPECT_LE(AssessData({{"text", text + harmless}}).priority, before.priority);
    EXPECT_LE(AssessData({{"text", harmless + text}}).priority, before.priority);
    EXPECT_LE(AssessData({{"text", text}, {"place", "Kisumu"}, {"answers", more}, {"about", "me"}})
                  .priority,
              before.priority);
  }
}

TEST(Triage, ReasonsComeWithMostPointsFirst) {
  const Assessment a = AssessData(
      {{"text",
        "they beat us, took our passports and do not pay us, we are six girls of 15 years"}});
  EXPECT_TRUE(std::is_sorted(a.reasons.begin(), a.reasons.end(),
                             [](const Reason& x, const Reason& y) { return x.points > y.points; }));
  EXPECT_GE(a.reasons.size(), 5U);
}

TEST(Triage, LongAndBrokenTextsAreRead) {
  std::string long_text;
  for (int i = 0; i < 3000; ++i)
    long_text += "aaa* .. | ";
  EXPECT_LE(AssessData({{"text", long_text}}).priority, Priority::kP1);
  Tip broken = TipFrom({{"text", ""}});
  broken.text = Secret<std::string>("locked in \xff\xfe\x80 kisumu");
  const Assessment a = Assess(broken, StockLexicon(), FromMillis(kTriageNow));
  EXPECT_LE(a.priority, Priority::kP1);
  EXPECT_EQ(a.place, "Kisumu");
}

TEST(Triage, CombiningTipsKeepsTheMostUrgentOfEach) {
  const Assessment first = AssessData({{"text", "they took our passports"}});
  const Assessment second = AssessData({{"text", "he will kill us, we are 15 years old"}});
  const Assessment both = Combine(first, second);
  EXPECT_EQ(both.priority, Priority::kP0);
  EXPECT_TRUE(both.child);
  EXPECT_NE(std::find(both.indicators.begin(), both.indicators.end(), "ILO07"),
            both.indicators.end());
  EXPECT_EQ(Combine(both, second).reasons.size(), both.reasons.size());
}

}  // namespace
}  // namespace tipline::flows::testing
