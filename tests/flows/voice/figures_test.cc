#include "flows/voice/figures.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "flows/voice/surveys.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows::voice {
namespace {

using Json = nlohmann::json;

Json Cases(const char* what) {
  return Json::parse(testing::ReadFile("tests/data/voice/suppression.json")).at(what);
}

// "a 2026-09 checkin": {"workers": 11, "pay": {"yes": 6, "no": 5}}
std::vector<Count> CountsOf(const Json& json) {
  std::vector<Count> counts;
  for (const auto& [key, figures] : json.items()) {
    Count one;
    const size_t first = key.find(' '), second = key.rfind(' ');
    one.site = key.substr(0, first);
    one.month = key.substr(first + 1, second - first - 1);
    one.survey = key.substr(second + 1);
    for (const auto& [question, answers] : figures.items()) {
      one.question = question == "workers" ? "" : question;
      one.answer.clear();
      one.workers = 0;
      if (answers.is_number()) one.workers = answers.get<int64_t>();
      if (answers.is_number()) counts.push_back(one);
      if (!answers.is_object()) continue;
      for (const auto& [answer, workers] : answers.items()) {
        one.answer = answer;
        one.workers = workers.get<int64_t>();
        counts.push_back(one);
      }
    }
  }
  return counts;
}

Span SpanOf(const Json& one) {
  if (!one.contains("span")) return {"2026-09", "2026-09"};
  return {one["span"][0].get<std::string>(), one["span"][1].get<std::string>()};
}

Limits LimitsOf(const Json& one) {
  Limits limits;
  limits.workers = one.value("limit", limits.workers);
  return limits;
}

// Two halves alike: no noise.
std::string NoNoise(const std::string& counted) {
  EXPECT_FALSE(counted.empty());
  return std::string(16, 'x');
}

// Answers of few are left out; each question and answer must be there all the same.
Json Told(const Figures& figures, const std::string& survey) {
  if (figures.workers == 0) {
    EXPECT_TRUE(figures.questions.empty());
    return "suppressed";
  }
  Json told = {{"workers", figures.workers}};
  for (const Survey& one : Surveys()) {
    if (one.name != survey) continue;
    EXPECT_EQ(figures.questions.size(), one.questions.size());
    for (const Question& question : one.questions) {
      const Answers& answers = figures.questions.at(std::string(question.name));
      EXPECT_EQ(answers.size(), question.answers.size()) << question.name;
      for (const auto& [answer, number] : answers)
        if (number) told[std::string(question.name)][answer] = *number;
    }
  }
  return told;
}

TEST(VoiceFigures, OfAWorkplaceAsTheTableSays) {
  for (const Json& one : Cases("site")) {
    SCOPED_TRACE(one.at("name"));
    Json told = Json::object();
    for (const MonthFigures& month :
         OfSite(CountsOf(one.at("counts")), SpanOf(one), LimitsOf(one), NoNoise))
      told[month.month + " " + month.survey] = Told(month.figures, month.survey);
    for (const auto& [key, wanted] : one.at("wanted").items())
      EXPECT_EQ(told.value(key, Json()), wanted) << key;
    EXPECT_EQ(told.size(), one.contains("span") ? 4U : 2U)
        << "each month and survey, whatever it has";
  }
}

TEST(VoiceFigures, OfARegionAsTheTableSays) {
  for (const Json& one : Cases("trend")) {
    SCOPED_TRACE(one.at("name"));
    std::map<std::string, Place> places;
    for (const auto& [code, place] : one.at("places").items())
      places[code] = {place[0].get<std::string>(), place[1].get<std::string>()};
    Json told = Json::object();
    for (const SeasonFigures& season :
         Trend(CountsOf(one.at("counts")), SpanOf(one), places, LimitsOf(one), NoNoise))
      told[season.region + " " + season.season + " " + season.survey] =
          Told(season.figures, season.survey);
    for (const auto& [key, wanted] : one.at("wanted").items())
      EXPECT_EQ(told.value(key, Json()), wanted) << key;
  }
}

TEST(VoiceFigures, SeasonsOfAMonth) {
  struct Row {
    const char *month, *season, *wanted;
  };
  for (const Row& row : std::vector<Row>{{"2026-09", "", "2026-01/2026-12"},
                                         {"2026-10", "10-03", "2026-10/2027-03"},
                                         {"2027-03", "10-03", "2026-10/2027-03"},
                                         {"2027-04", "10-03", "2027-04/2027-09"},
                                         {"2026-01", "10-03", "2025-10/2026-03"},
                                         {"2026-05", "05-08", "2026-05/2026-08"},
                                         {"2026-12", "05-08", "2026-09/2027-04"},
                                         {"2027-01", "05-08", "2026-09/2027-04"},
                                         {"2026-07", "07-06", "2026-07/2027-06"},
                                         {"2026-7", "", ""},
                                         {"2026-07", "7-6", ""}})
    EXPECT_EQ(SeasonOf(row.month, row.season), row.wanted) << row.month << " " << row.season;
}

TEST(VoiceFigures, AMonthIsOverTwoDaysAfterItsEnd) {
  const auto at = [](const char* text) { return *ParseTime(text); };
  EXPECT_FALSE(IsOver("2026-09", at("2026-09-30T23:59:00Z")));
  EXPECT_FALSE(IsOver("2026-09", at("2026-10-02T23:59:00Z")));
  EXPECT_TRUE(IsOver("2026-09", at("2026-10-03T00:00:00Z")));
  EXPECT_EQ(LastOver(at("2026-10-03T00:00:00Z")), "2026-09");
  EXPECT_EQ(LastOver(at("2027-01-01T00:00:00Z")), "2026-11");
  EXPECT_EQ(LastOver(at("2027-01-03T00:00:00Z")), "2026-12");
}

}  // namespace
}  // namespace tipline::flows::voice
