// Words as phones send them with the tables of their language (3GPP TS 23.038 annex A).
#include "flows/base/gsm7_national.h"

#include <gtest/gtest.h>

#include "flows/base/gsm7.h"
#include "flows/base/text.h"

namespace tipline {
namespace {

struct Case {
  const char* septets;
  NationalTables tables;
  const char* text;
};

TEST(NationalTables, ReadWhatPhonesSend) {
  const std::vector<Case> cases = {
      {"Istanbul \x1b\x53\x1b\x73\x1b\x49\x1b\x69", {0, 1}, "Istanbul Şşİı"},
      {"\x07\x0b\x0c\x1c\x1d", {1, 0}, "ıĞğŞş"},
      {"ma\x1bo ma\x1b\x6f", {0, 2}, "maó maó"},
      {"N\x1b\x61o", {0, 2}, "Náo"},
      {"\x05s", {3, 0}, "és"},
      {"\x40", {6, 0}, "ब"},
      {"a\x1b\x65", {0, 0}, "a€"},
      {"a\x1b\x41", {0, 0}, "aA"},
      {"a\x1b", {0, 1}, "a "},
      {"abc", {99, 99}, "abc"},
      {"abc", {-1, 200}, "abc"},
  };
  for (const Case& one : cases)
    EXPECT_EQ(FromSeptets(one.septets, one.tables), one.text) << one.septets;
}

TEST(NationalTables, NeverMakeAnythingButUtf8) {
  for (int language = 0; language <= 15; ++language)
    for (int first = 0; first < 256; ++first)
      for (const char second : {'\x00', '\x1b', '\x41', '\x7f'}) {
        const std::string septets = {static_cast<char>(first), '\x1b', second,
                                     static_cast<char>(first)};
        EXPECT_TRUE(ValidUtf8(FromSeptets(septets, {language, language})));
      }
}

// Digits and the letters of the menus read the same in all of them, or nobody could answer.
TEST(NationalTables, KeepDigits) {
  for (int language = 1; language <= 13; ++language)
    for (unsigned char digit = '0'; digit <= '9'; ++digit) {
      const char16_t character = LockingCharacter(language, digit);
      EXPECT_TRUE(character == 0 || character == digit) << language;
    }
}

TEST(ToSeptets, IsTheWayBack) {
  std::string all;
  for (int code = 0; code < 128; ++code)
    if (code != 0x1b) all += static_cast<char>(code);
  const std::string text = FromSeptets(all) + "[]{}^~|\\€";
  const auto septets = ToSeptets(text);
  ASSERT_TRUE(septets.has_value());
  EXPECT_EQ(FromSeptets(*septets), text);
  EXPECT_EQ(septets->size(), *Gsm7Septets(text));
  EXPECT_FALSE(ToSeptets("ş").has_value());
}

}  // namespace
}  // namespace tipline
