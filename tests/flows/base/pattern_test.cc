#include "flows/base/pattern.h"

#include <gtest/gtest.h>

namespace tipline {
namespace {

TEST(Pattern, FindsWhateverTheCase) {
  const auto pattern = Pattern::Compile(R"((pass)port(s?))");
  ASSERT_TRUE(pattern);
  EXPECT_TRUE(pattern->Matches("my PASSPORTS are gone"));
  EXPECT_FALSE(pattern->Matches("my papers"));
  EXPECT_EQ(pattern->Find("my Passport"), "Passport");
  const auto groups = pattern->Groups("the passport");
  ASSERT_TRUE(groups);
  EXPECT_EQ(*groups, (std::vector<std::string_view>{"passport", "pass", ""}));
  EXPECT_EQ(pattern->FindAll("passport, passports"),
            (std::vector<std::string_view>{"passport", "passports"}));
  EXPECT_EQ(pattern->expression(), "(pass)port(s?)");
}

TEST(Pattern, KnowsOtherScripts) {
  const auto pattern = Pattern::Compile("जवाज़|جواز");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern->Find("أخذوا جوازي"), "جواز");
}

TEST(Pattern, SaysWhatIsWrong) {
  const auto pattern = Pattern::Compile("(a");
  ASSERT_FALSE(pattern);
  EXPECT_EQ(pattern.error().code, Code::kInvalid);
  EXPECT_NE(pattern.error().message.find("missing )"), std::string::npos)
      << pattern.error().message;
  EXPECT_FALSE(Pattern::Compile(std::string(kMaxPatternBytes + 1, 'a')));
  EXPECT_FALSE(Pattern::Compile("(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)"));
}

TEST(Pattern, EmptyMatchesDoNotLoop) {
  const auto pattern = Pattern::Compile("a*");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern->FindAll("baab"), (std::vector<std::string_view>{"aa"}));
}

TEST(Pattern, QuotesWords) {
  const auto pattern = Pattern::Compile(QuotePattern("a.b(c)"));
  ASSERT_TRUE(pattern);
  EXPECT_TRUE(pattern->Matches("A.B(C)"));
  EXPECT_FALSE(pattern->Matches("axb(c)"));
}

}  // namespace
}  // namespace tipline
