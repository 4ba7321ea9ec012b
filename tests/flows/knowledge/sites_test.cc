#include <utility>

#include <gtest/gtest.h>

#include "flows/knowledge/site_code.h"
#include "tests/flows/knowledge/source_data.h"

namespace tipline::flows::testing {
namespace {

TEST(SitesSource, AnswersAsItsDataSays) {
  CheckSource("sites");
}

// All slips of the thumb that a check digit is for, on codes from everywhere in the range.
TEST(SiteCode, OneWrongDigitOrTwoThatChangedPlacesAreNoCode) {
  for (int number = kFirstSiteNumber; number <= kLastSiteNumber; number += 97) {
    const std::string code = SiteCodeOf(number);
    ASSERT_TRUE(IsSiteCode(code)) << code;
    for (size_t i = 0; i < code.size(); ++i) {
      std::string slipped = code;
      for (char digit = '0'; digit <= '9'; ++digit) {
        slipped[i] = digit;
        EXPECT_EQ(IsSiteCode(slipped), slipped == code) << slipped;
      }
      if (i + 1 == code.size() || code[i] == code[i + 1]) continue;
      slipped = code;
      std::swap(slipped[i], slipped[i + 1]);
      EXPECT_FALSE(IsSiteCode(slipped)) << slipped;
    }
  }
}

TEST(SiteCode, WhatIsNoCode) {
  for (const char* text : {"", "4", "48213", "4821355", "48213a", "048213", "------"})
    EXPECT_FALSE(IsSiteCode(text)) << text;
}

}  // namespace
}  // namespace tipline::flows::testing
