#include "flows/base/sensitive.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/flows/stories/story.h"

namespace tipline {
namespace {

TEST(SensitiveWordsTest, FindsWordsHoweverTheyAreWritten) {
  SensitiveWords words;
  words.Add("# a comment\npolice\ntraffick*  # with its endings\nsafe house\n\nréfugié\n");
  words.Add("polisi");
  for (const auto& row :
       nlohmann::json::parse(flows::testing::ReadFile("tests/data/text/sensitive.json"))) {
    const auto found = words.Find(row.at("text").get<std::string>());
    EXPECT_EQ(found.value_or(""), row.at("finds").get<std::string>()) << row.at("text");
  }
}

}  // namespace
}  // namespace tipline
