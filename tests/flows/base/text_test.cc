#include "flows/base/text.h"

#include <gtest/gtest.h>

#include "flows/base/gsm7.h"
#include "flows/base/input.h"
#include "flows/base/phone.h"
#include "tests/flows/stories/story.h"

namespace tipline {
namespace {

using Json = nlohmann::json;

Json Data(const std::string& name) {
  return Json::parse(flows::testing::ReadFile("tests/data/text/" + name + ".json"));
}

TEST(Gsm7, CountsAsThePhoneDoes) {
  for (const Json& one : Data("gsm7")) {
    std::string text = one.value("text", "");
    for (int i = 0; i < one.value("times", 0); ++i)
      text += one["repeat"].get<std::string>();
    const Measured size = Measure(text);
    EXPECT_EQ(EncodingName(size.encoding), one["encoding"]) << one;
    EXPECT_EQ(size.units, one["units"]) << one;
    EXPECT_EQ(size.parts, one["parts"]) << one;
  }
}

TEST(Gsm7, MakesTypographyPlainAndLeavesLettersAlone) {
  EXPECT_EQ(PlainTypography("‘It’s’ “so” – well… a b•\tx"), "'It's' \"so\" - well... a b- x");
  EXPECT_EQ(PlainTypography("ç é ñ ẹ हिन्दी"), "ç é ñ ẹ हिन्दी");
  EXPECT_TRUE(Gsm7Septets(PlainTypography("“Don’t” – go…")).has_value());
}

TEST(Gsm7, NamesWhatDoesNotFit) {
  EXPECT_EQ(OutsideGsm7("ça va, ça ira œ"), (std::vector<std::string>{"ç", "œ"}));
  EXPECT_TRUE(OutsideGsm7("plain €").empty());
}

TEST(Text, FoldsForComparing) {
  for (const Json& one : Data("fold")) {
    EXPECT_EQ(Fold(one["text"].get<std::string>()), one["fold"]) << one;
    EXPECT_EQ(FoldBare(one["text"].get<std::string>()), one["bare"]) << one;
  }
}

TEST(Text, RepairsWhatIsNoUtf8) {
  EXPECT_FALSE(ValidUtf8("a\xff"));
  EXPECT_FALSE(ValidUtf8("\xc0\x80"));      // overlong
  EXPECT_FALSE(ValidUtf8("\xed\xa0\x80"));  // surrogate
  EXPECT_FALSE(ValidUtf8("\xe2\x82"));      // cut off
  EXPECT_TRUE(ValidUtf8(std::string("a\0b", 3)));
  EXPECT_EQ(RepairUtf8("a\xff"
                       "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(RepairUtf8("नमस्ते"), "नमस्ते");
}

TEST(Text, TrimsAndCutsWithoutCuttingCharacters) {
  EXPECT_EQ(Trim("\u3000 a b\u00a0\n"), "a b");
  EXPECT_EQ(CutBytes("aé€", 2), "a");
  EXPECT_EQ(CutBytes("aé€", 3), "aé");
  EXPECT_EQ(CutCharacters("aé€x", 3), "aé€");
  EXPECT_EQ(StripInvisible("\u200ea\u00ad\ufeffb\nc\x01"), "ab\nc");
}

TEST(Text, CountsWordsCharactersAndUnits) {
  EXPECT_EQ(WordCount("They took - my papers!"), 4U);
  EXPECT_EQ(WordCount(" ... "), 0U);
  EXPECT_EQ(WordCount("هم أخذوا جوازي"), 3U);
  EXPECT_EQ(CharacterCount("é😀"), 2U);
  EXPECT_EQ(Utf16Units("é😀"), 3U);
}

TEST(Text, KnowsLanguagesByName) {
  EXPECT_EQ(LanguageName("sw"), "Kiswahili");
  EXPECT_EQ(LanguageName("fr"), "Français");
  EXPECT_EQ(EnglishLanguageName("hi"), "Hindi");
  EXPECT_EQ(LanguageName("zz"), "Zz");
}

TEST(Phone, NormalisesWhatProvidersSend) {
  for (const Json& one : Data("phone")) {
    const auto number =
        NormalizeMsisdn(one["raw"].get<std::string>(), one["region"].get<std::string>());
    if (one["e164"].is_null()) {
      EXPECT_FALSE(number) << one << " gave " << *number;
      continue;
    }
    ASSERT_TRUE(number) << one;
    EXPECT_EQ(*number, one["e164"]) << one;
  }
}

TEST(Phone, ErrorsDoNotHoldTheNumber) {
  const auto number = NormalizeMsisdn("+0711000001", "KE");
  ASSERT_FALSE(number);
  EXPECT_EQ(number.error().message.find("0711"), std::string::npos);
}

TEST(Phone, KnowsShortCodesAndWords) {
  EXPECT_TRUE(IsShortCode("22395"));
  EXPECT_FALSE(IsShortCode("+22395"));
  EXPECT_FALSE(IsShortCode("12"));
  EXPECT_FALSE(IsShortCode("123456789"));
  EXPECT_TRUE(LooksLikeWord("MYBANK"));
  EXPECT_TRUE(LooksLikeWord("Été"));
  EXPECT_FALSE(LooksLikeWord("+254 711"));
  EXPECT_TRUE(LooksLikeMsisdn("+254711000001"));
  EXPECT_FALSE(LooksLikeMsisdn("+25471"));
  EXPECT_FALSE(LooksLikeMsisdn("254711000001"));
}

TEST(Input, CleansAnswers) {
  for (const Json& one : Data("answers")) {
    const Typed typed = ReadTyped(one["typed"].get<std::string>(), 8192);
    EXPECT_EQ(typed.words, one["words"]) << one;
    EXPECT_EQ(typed.key, one["key"]) << one;
    const auto number = WholeNumber(typed.key);
    EXPECT_EQ(number ? Json(*number) : Json(), one["number"]) << one;
  }
}

TEST(Input, FindsNumbersAmongWords) {
  EXPECT_EQ(NumbersIn("about 12 or 30."), (std::vector<int>{12, 30}));
  EXPECT_TRUE(NumbersIn("none").empty());
  EXPECT_TRUE(NumbersIn("12345678901").empty());
}

TEST(Input, ForgivesOneWrongLetter) {
  EXPECT_TRUE(WithinOneEdit("someone", "someone"));
  EXPECT_TRUE(WithinOneEdit("somone", "someone"));
  EXPECT_TRUE(WithinOneEdit("someoone", "someone"));
  EXPECT_TRUE(WithinOneEdit("soneone", "someone"));
  EXPECT_TRUE(WithinOneEdit("soemone", "someone"));
  EXPECT_FALSE(WithinOneEdit("été", "ête"));
  EXPECT_TRUE(WithinOneEdit("kwaherì", "kwaheri"));
  EXPECT_FALSE(WithinOneEdit("somene1", "someone"));
  EXPECT_FALSE(WithinOneEdit("one", "someone"));
  EXPECT_TRUE(WithinOneEdit("", "a"));
}

}  // namespace
}  // namespace tipline
