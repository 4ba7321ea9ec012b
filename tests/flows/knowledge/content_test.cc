// Services and cards: tests/data/knowledge/services.json and cards.json, in the form of
// register_test.cc; and the sandbox's own.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "flows/base/sensitive.h"
#include "flows/engine/language_words.h"
#include "flows/knowledge/card_rows.h"
#include "flows/knowledge/service_rows.h"
#include "tests/flows/knowledge/source_data.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;

TEST(ServicesSource, AnswersAsItsDataSays) {
  CheckSource("services");
}

TEST(CardsSource, AnswersAsItsDataSays) {
  CheckSource("cards");
}

TEST(ContentOfTheSandbox, IsReadAndGoesBackToTheSameRows) {
  const auto services = ReadServices(Json::parse(ReadFile("config/data/services.json")));
  ASSERT_TRUE(services) << services.error().message;
  Json again = {{"services", Json::array()}};
  for (const ServiceRow& row : *services)
    again["services"].push_back(ServiceJson(row));
  EXPECT_EQ(*ReadServices(again), *services);
  const auto cards = ReadCardRows(Json::parse(ReadFile("config/data/cards.json")));
  ASSERT_TRUE(cards) << cards.error().message;
  Json cards_again = {{"cards", Json::array()}};
  for (const CardRow& row : *cards)
    cards_again["cards"].push_back(CardJson(row));
  EXPECT_EQ(*ReadCardRows(cards_again), *cards);
}

// What a flow's menu offers, somebody does (fictional as they are), and each need is on the list.
TEST(ContentOfTheSandbox, HasSomebodyForEachNeed) {
  const auto services = ReadServices(Json::parse(ReadFile("config/data/services.json")));
  std::set<std::string> needs;
  for (const ServiceRow& row : *services)
    needs.insert(row.needs.begin(), row.needs.end());
  const Json lists = Json::parse(ReadFile("config/data/needs.json"));
  for (const Json& need : lists.at("needs"))
    EXPECT_EQ(needs.count(need.at("id").get<std::string>()), 1U) << need.at("id");
}

TEST(ContentOfTheSandbox, CardsSayWhatTheyRestOnAndHoldNothingSensitive) {
  SensitiveWords words;
  AddSensitive(Json::parse(ReadFile("config/flows/words.json")), "en", words);
  ASSERT_FALSE(words.empty());
  const auto cards = ReadCardRows(Json::parse(ReadFile("config/data/cards.json")));
  for (const CardRow& card : *cards) {
    EXPECT_FALSE(card.source.empty()) << card.id;
    EXPECT_TRUE(card.review_by.has_value()) << card.id;
    for (const auto& [language, text] : card.text)
      EXPECT_FALSE(words.Find(text).has_value()) << card.id << ": " << text;
  }
}

}  // namespace
}  // namespace tipline::flows::testing
