#include "flows/engine/word_list.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tipline::flows {
namespace {

// "ba" is three in Vietnamese as it is texted, and no in Hausa.
const auto kWords = nlohmann::json::parse(R"({
  "en":{"digits":[["zero"],["one"],["two"]],"stop":["stop"],"yes":["yes"],"no":["no"]},
  "ha":{"digits":[[],["daya"]],"no":["ba"],"name":"Hausa","duress":["x"],"sensitive":["y"]},
  "vi":{"digits":[[],["mot"],["hai"],["ba"]],"yes":["co"]}})");

TEST(WordListTest, AWordMeansWhatItMeansInTheirOwnLanguage) {
  const auto hausa = WordList::Read(kWords, "ha");
  const auto vietnamese = WordList::Read(kWords, "vi");
  ASSERT_TRUE(hausa && vietnamese);
  EXPECT_TRUE(hausa->IsNo("ba"));
  EXPECT_FALSE(hausa->Digit("ba"));
  EXPECT_FALSE(vietnamese->IsNo("ba"));
  EXPECT_EQ(vietnamese->Digit("ba"), 3);
}

TEST(WordListTest, WordsOfOtherLanguagesCountToo) {
  const auto hausa = WordList::Read(kWords, "ha");
  ASSERT_TRUE(hausa);
  EXPECT_TRUE(hausa->IsStop("stop"));
  EXPECT_TRUE(hausa->IsYes("co"));
  EXPECT_EQ(hausa->Digit("hai"), 2);
  EXPECT_FALSE(hausa->Digit("x"));
}

TEST(WordListTest, NoWordsAreNoError) {
  EXPECT_TRUE(WordList::Read(nlohmann::json(), "en"));
  const auto wrong = WordList::Read(nlohmann::json::parse(R"({"en":{"dogs":[]}})"), "en");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message.substr(0, 15), "words: en: dogs");
}

}  // namespace
}  // namespace tipline::flows
