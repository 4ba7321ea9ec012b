#include "flows/cases/call_wish.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "flows/cases/shown_answers.h"

namespace tipline::flows {
namespace {

nlohmann::json CallWishData() {
  std::ifstream in(std::filesystem::path(TIPLINE_SOURCE_DIR) / "tests/data/cases/call_wish.json");
  return nlohmann::json::parse(in);
}

TEST(CallWish, IsGoodInTheHoursThatThePersonGaveWhereTheyAre) {
  for (const auto& row : CallWishData()) {
    Tip tip;
    for (const auto& [name, value] : row.at("answers").items())
      tip.answers[name] = value.get<std::string>();
    tip.number = Secret(row.at("number").get<std::string>());
    CallWish wish;
    AddCallWish(tip, wish);
    const auto at = ParseTime(row.at("at").get<std::string>());
    ASSERT_TRUE(at.has_value()) << row.at("name");
    EXPECT_EQ(IsGoodTime(wish, row.value("zone", "UTC"), *at), row.at("good").get<bool>())
        << row.at("name");
    EXPECT_EQ(wish.other, row.value("other", "")) << row.at("name");
  }
}

TEST(CallWish, ALaterTipThatSaysNothingChangesNothing) {
  Tip first;
  first.answers = {{"call_time", "night"}, {"call_other", "ask_for_me"}};
  CallWish wish;
  AddCallWish(first, wish);
  AddCallWish(Tip(), wish);
  EXPECT_EQ(wish.time, "night");
  EXPECT_EQ(wish.other, "ask_for_me");
}

TEST(ShownAnswers, AreCodesOfTheListOnly) {
  const auto shown = AnswersToShow({{"missed_calls", "4"},
                                    {"call_back", "no"},
                                    {"first_call", "2026-11-28T10:00:00Z"},
                                    {"referred_by", "his words, not a code"},
                                    {"found_name", "Blue"}});
  const std::vector<std::pair<std::string, std::string>> wanted = {
      {"missed_calls", "4"}, {"first_call", "2026-11-28T10:00:00Z"}, {"call_back", "no"}};
  EXPECT_EQ(shown, wanted);
}

}  // namespace
}  // namespace tipline::flows
