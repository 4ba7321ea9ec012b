#include "flows/routing/answer.h"

#include <string>

#include <gtest/gtest.h>

namespace tipline::flows {
namespace {

struct AnswerCase {
  const char* name;
  const char* text;
  const char* want;  // "A4821", "N4821", or "" for an ordinary message
};
class ResponderAnswers : public ::testing::TestWithParam<AnswerCase> {};

TEST_P(ResponderAnswers, ReadsYesAndNoToAReference) {
  const auto answer = ReadResponderAnswer(GetParam().text);
  const std::string got = answer ? (answer->accepts ? "A" : "N") + answer->reference : "";
  EXPECT_EQ(got, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Table, ResponderAnswers,
                         ::testing::ValuesIn<AnswerCase>({
                             {"plain", "A 4821", "A4821"},
                             {"lower_without_space", "n4821", "N4821"},
                             {"punctuation", " a: 4821. ", "A4821"},
                             {"local_digits", "A ٤٨٢١", "A4821"},
                             {"devanagari_digits", "N ४८२१", "N4821"},
                             {"full_width", "Ａ ４８２１", "A4821"},
                             {"dash_and_exclamation_mark", " a-4821!", "A4821"},
                             {"a_sentence", "A man took 4821 from me", ""},
                             {"no_reference", "A", ""},
                             {"short_reference", "A 12", ""},
                             {"long_reference", "A 123456789", ""},
                             {"words_behind", "A 4821 please help", ""},
                             {"empty", "", ""},
                         }),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace tipline::flows
