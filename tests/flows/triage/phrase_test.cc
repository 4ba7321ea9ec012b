#include "flows/triage/phrase.h"

#include <gtest/gtest.h>

#include "tests/flows/triage/support.h"

namespace tipline::flows::triage {
namespace {

TEST(Phrase, FindsAsTheTableSays) {
  for (const auto& one : testing::ReadData("triage/phrases.json")) {
    SCOPED_TRACE(one.dump());
    const auto phrase = Phrase::Read(one[0].get<std::string>());
    ASSERT_TRUE(phrase) << phrase.error().message;
    EXPECT_EQ(phrase->Find(SplitWords(one[1].get<std::string>())).has_value(), one[2].get<bool>());
  }
}

TEST(SplitWords, AreWhatIsCompared) {
  const auto forms = [](std::string_view text) {
    std::string joined;
    for (const Word& word : SplitWords(text))
      joined += (joined.empty() ? "" : "/") + word.form;
    return joined;
  };
  EXPECT_EQ(forms("DON'T  stop,they\u2019re 14yrs"), "dont/stop/theyre/14/yrs");
  EXPECT_EQ(forms("7abes m3a 25th"), "7abes/m3a/25/th");
  EXPECT_EQ(forms("helpppp meeee"), "help/me");
  EXPECT_EQ(forms("\u0623\u064e\u062e\u0630"), "\u0627\u062e\u0630");  // hamza and vowel sign
  EXPECT_EQ(forms(""), "");
  EXPECT_EQ(forms("... !! ??"), "");
  const auto words = SplitWords("one two, three\nfour");
  ASSERT_EQ(words.size(), 4U);
  EXPECT_EQ(words[0].clause, words[1].clause);
  EXPECT_NE(words[1].clause, words[2].clause);
  EXPECT_NE(words[2].clause, words[3].clause);
}

}  // namespace
}  // namespace tipline::flows::triage
