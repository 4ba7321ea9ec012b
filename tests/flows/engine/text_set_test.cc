#include "flows/engine/text_set.h"

#include <string>

#include <gtest/gtest.h>

#include "flows/engine/duress_index.h"

namespace tipline::flows {
namespace {

TEST(TextSet, HoldsWhatWasAddedAndHardlyAnythingElse) {
  TextSet set;
  for (int i = 0; i < 1'000; ++i) {
    set.Add("text " + std::to_string(i));
    set.Add("text " + std::to_string(i));
  }
  set.Add("");
  set.Seal();
  EXPECT_EQ(set.size(), 1'000U);
  EXPECT_FALSE(set.MayHold(""));
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_TRUE(set.MayHold("text " + std::to_string(i)));
    EXPECT_FALSE(set.MayHold("words " + std::to_string(i)));
  }
}

TEST(DuressIndex, KnowsWordsOfEveryLanguageAloneAndAtTheEnd) {
  const std::vector<std::vector<std::string>> words = {
      {"blue rain", "umbrella"}, {}, {"mvua ya buluu", ""}, {"نجمة"}};
  const DuressIndex index(words);
  struct Case {
    const char* key;
    bool is, ends;
  };
  for (const Case& one : {Case{"", false, false},
                          {"umbrella", true, true},
                          {"blue rain", true, true},
                          {"rain", false, false},
                          {"i have an umbrella", false, true},
                          {"an umbrella here", false, false},
                          {"myumbrella", false, false},
                          {"yes mvua ya buluu", false, true},
                          {"نجمة", true, true},
                          {"1 نجمة", false, true},
                          {" umbrella", false, true},
                          {"1", false, false}}) {
    EXPECT_EQ(index.Is(one.key), one.is) << one.key;
    EXPECT_EQ(index.Ends(one.key), one.ends) << one.key;
  }
  EXPECT_FALSE(DuressIndex().Ends("umbrella"));
}

}  // namespace
}  // namespace tipline::flows
