#include "workers/jobs/wording.h"

#include <gtest/gtest.h>

#include "flows/base/gsm7.h"
#include "flows/routing/answer.h"

namespace tipline::workers {
namespace {

TEST(WordingTest, EveryTextFitsOneSmsAndNamesOnlyTheReference) {
  EXPECT_EQ(WordingLanguages().size(), 5U);
  for (const std::string& language : WordingLanguages()) {
    for (const Wording what : {Wording::kOffer, Wording::kTaken, Wording::kPassed, Wording::kOver,
                               Wording::kNothing, Wording::kNoContact}) {
      const std::string text = Word(what, language, "482100");
      EXPECT_EQ(Measure(text).parts, 1) << language;
      EXPECT_EQ(text.find('#'), std::string::npos) << language;
      EXPECT_EQ(text.find("482100") == std::string::npos, what == Wording::kNothing) << language;
      for (const char* word : {"case", "tip", "victim", "traffick", "police", "report", "help",
                               "danger", "kesi", "cas "})
        EXPECT_EQ(text.find(word), std::string::npos) << language << ": " << word;
    }
  }
}

TEST(WordingTest, TheAnswersThatAreOfferedAreUnderstood) {
  for (const std::string answer : {"A 4821", "N 4821"}) {
    for (const std::string& language : WordingLanguages())
      EXPECT_NE(Word(Wording::kOffer, language, "4821").find(answer), std::string::npos)
          << language;
    const auto read = flows::ReadResponderAnswer(answer);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->accepts, answer[0] == 'A');
    EXPECT_EQ(read->reference, "4821");
  }
  EXPECT_EQ(Word(Wording::kTaken, "xx", "1"), Word(Wording::kTaken, "en", "1"));
}

}  // namespace
}  // namespace tipline::workers
