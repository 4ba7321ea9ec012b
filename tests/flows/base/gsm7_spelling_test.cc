#include "flows/base/gsm7_spelling.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/flows/stories/story.h"

namespace tipline {
namespace {

TEST(Gsm7SpellingTest, WritesWhatPeopleText) {
  for (const auto& row :
       nlohmann::json::parse(flows::testing::ReadFile("tests/data/text/gsm7_spelling.json"))) {
    SCOPED_TRACE(row.at("name").get<std::string>());
    const auto spelling = Gsm7Spelling::Read(
        row.value("letters", nlohmann::json::array()).get<std::vector<std::string>>());
    ASSERT_TRUE(spelling) << spelling.error().message;
    const auto spelled = spelling->Of(row.at("text").get<std::string>());
    ASSERT_EQ(spelled.has_value(), !row.at("spelled").is_null());
    if (spelled) {
      EXPECT_EQ(*spelled, row.at("spelled").get<std::string>());
    }
  }
}

TEST(Gsm7SpellingTest, RefusesLinesThatAreNone) {
  for (const char* line : {"", "ab c", "ɓ ɗ", "ɓb"})
    EXPECT_FALSE(Gsm7Spelling::Read({line})) << line;
}

}  // namespace
}  // namespace tipline
