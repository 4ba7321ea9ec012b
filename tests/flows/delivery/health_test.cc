#include "flows/delivery/health.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

std::vector<Json> ReadCases() {
  std::ifstream in(std::filesystem::path(TIPLINE_SOURCE_DIR) / "tests/data/delivery/health.json");
  return Json::parse(in).get<std::vector<Json>>();
}

AnswerCounts AnswersFrom(const Json& json) {
  AnswerCounts counts;
  counts.taken = json.value("taken", 0);
  counts.refused = json.value("refused", 0);
  counts.limited = json.value("limited", 0);
  counts.failed = json.value("failed", 0);
  counts.failed_in_a_row = json.value("failed_in_a_row", 0);
  counts.good_in_a_row = json.value("good_in_a_row", 0);
  counts.blocked = json.value("blocked", false);
  counts.p50 = Millis(json.value("p50_ms", 0));
  return counts;
}

ReportCounts ReportsFrom(const Json& json) {
  return {json.value("reports", 0), json.value("delivered", 0),
          json.value("undelivered_in_a_row", 0), json.value("delivered_in_a_row", 0)};
}

class HealthCases : public ::testing::TestWithParam<Json> {};

TEST_P(HealthCases, Follows) {
  const Json& test = GetParam();
  const auto before = HealthFromName(test.at("before"));
  ASSERT_TRUE(before.has_value());
  Health after = Health::kOk;
  std::string why;
  if (test.contains("answers")) {
    const AnswerCounts counts = AnswersFrom(test["answers"]);
    after = AfterAnswer(*before, counts);
    why = WhyAnswers(after, counts);
  } else if (test.contains("reports")) {
    const ReportCounts counts = ReportsFrom(test["reports"]);
    after = AfterReport(*before, counts);
    why = WhyReports(after, counts);
  } else {
    after = Shown(*before, Millis(test.at("since_ms").get<int64_t>()));
  }
  EXPECT_STREQ(HealthName(after), test.at("after").get<std::string>().c_str());
  if (!test.contains("since_ms")) {
    EXPECT_EQ(why.empty(), after == Health::kOk) << why;
  }
  if (test.contains("why")) {
    EXPECT_EQ(why, test["why"].get<std::string>());
  }
}

INSTANTIATE_TEST_SUITE_P(Data, HealthCases, ::testing::ValuesIn(ReadCases()), [](const auto& test) {
  return test.param.at("name").template get<std::string>();
});

TEST(Health, HasOneNameForEachState) {
  for (const Health one : {Health::kOk, Health::kDegraded, Health::kDown})
    EXPECT_EQ(HealthFromName(HealthName(one)), one);
  EXPECT_FALSE(HealthFromName("").has_value());
  EXPECT_EQ(Worse(Health::kDown, Health::kDegraded), Health::kDown);
}

TEST(Health, SilenceBeginsWithTheLastMessageOrTheWatch) {
  const TimePoint start = FromMillis(1'000'000);
  const Millis alarm{60'000};
  EXPECT_FALSE(IsSilent(alarm, std::nullopt, start, start + alarm - Millis(1)));
  EXPECT_TRUE(IsSilent(alarm, std::nullopt, start, start + alarm));
  EXPECT_FALSE(IsSilent(alarm, start + alarm, start, start + alarm * 2 - Millis(1)));
  EXPECT_TRUE(IsSilent(alarm, start + alarm, start, start + alarm * 2));
  EXPECT_FALSE(IsSilent(alarm, start, start + alarm, start + alarm)) << "watched again";
  EXPECT_FALSE(IsSilent(Millis(0), std::nullopt, start, start + alarm * 1000)) << "no alarm";
  EXPECT_FALSE(IsSilent(alarm, start + alarm * 3, start, start)) << "a clock that was set back";
}

}  // namespace
}  // namespace tipline::flows
