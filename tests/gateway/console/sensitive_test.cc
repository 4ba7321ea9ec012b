#include "gateway/console/sensitive.h"

#include "tests/gateway/console/desk_fixture.h"

namespace tipline::console {
namespace {

TEST(SensitiveWordsTest, FindsWordsHoweverTheyAreWritten) {
  const SensitiveWords words({"police", "traffick*", "safe house", "réfugié", "polisi"});
  for (const auto& row : ConsoleData("sensitive.json")) {
    const auto found = words.Find(row.at("text").get<std::string>());
    EXPECT_EQ(found.value_or(""), row.at("finds").get<std::string>()) << row.at("text");
  }
}

TEST(SensitiveWordsTest, RefusesToStartWithoutAList) {
  const auto words = SensitiveWords::Load("/nonexistent/sensitive");
  ASSERT_FALSE(words);
  EXPECT_EQ(words.error().code, Code::kNotFound);
}

TEST(SensitiveWordsTest, KnowsTheWordsOfTheStockLists) {
  const auto words =
      SensitiveWords::Load(std::string(TIPLINE_SOURCE_DIR) + "/config/flows/sensitive");
  ASSERT_TRUE(words) << words.error().message;
  for (const char* text : {"the police will come", "Call the hotline", "your case is open"})
    EXPECT_TRUE(words->Find(text)) << text;
  EXPECT_FALSE(words->Find("See you at two by the market"));
}

}  // namespace
}  // namespace tipline::console
