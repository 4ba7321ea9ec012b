#include "gateway/base/sensitive_lists.h"

#include <gtest/gtest.h>

namespace tipline {
namespace {

TEST(LoadSensitive, RefusesToStartWithoutAList) {
  const auto words = LoadSensitive("/nonexistent");
  ASSERT_FALSE(words);
  EXPECT_EQ(words.error().code, Code::kNotFound);
}

TEST(LoadSensitive, KnowsTheWordsOfTheStockLists) {
  const auto words = LoadSensitive(std::string(TIPLINE_SOURCE_DIR) + "/config/flows");
  ASSERT_TRUE(words) << words.error().message;
  for (const char* text : {"the police will come", "Call the hotline", "your case is open"})
    EXPECT_TRUE(words->Find(text)) << text;
  EXPECT_FALSE(words->Find("See you at two by the market"));
}

}  // namespace
}  // namespace tipline
