#include "tests/chaos/reference.h"

#include <gtest/gtest.h>

#include "workers/cli/flow.h"

namespace tipline::chaos {
namespace {

class ChaosReference : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto files = cli::ReadFlowsDir(std::string(TIPLINE_SOURCE_DIR) + "/config/flows");
    ASSERT_TRUE(files);
    auto compiled = cli::CompileFlow("main", *files);
    ASSERT_TRUE(compiled);
    bundle = new flows::Bundle(*std::move(compiled));
  }
  static void TearDownTestSuite() { delete bundle; }
  static const flows::Bundle* bundle;
};
const flows::Bundle* ChaosReference::bundle = nullptr;

TEST(ChaosMask, HidesWhatChanceMadeAndNothingElse) {
  EXPECT_EQ(Masked("call 112. Your number: 0511739020 PIN 3043"), "call 112. Your number: # PIN #");
  EXPECT_EQ(CodeIn("call 112. Your number: 0511739020 PIN 3043"), "0511739020 3043");
  EXPECT_EQ(CodeIn("1 Yes\n2 No"), "");
}

TEST_F(ChaosReference, FollowsAPhoneAndKnowsWhatIsFiled) {
  Reference phone(*bundle, Medium::kUssd);
  for (const char* said : {"", "1", "1", "3", "two men in a van", "Thika", "1", "3"})
    phone.Accepted(said, *said == '\0');
  ASSERT_TRUE(phone.Certain());
  const auto filed = phone.Possible().front();
  ASSERT_EQ(filed.size(), 2U);
  EXPECT_EQ(filed[0].text, "two men in a van");
  EXPECT_EQ(filed[0].place, "");
  EXPECT_EQ(filed[1].place, "Thika");
  EXPECT_EQ(filed[1].talk, 0);
  EXPECT_EQ(phone.Step(), "");
}

TEST_F(ChaosReference, TakesTheScreenOfItsStepAndNoOther) {
  Reference phone(*bundle, Medium::kUssd), other(*bundle, Medium::kUssd);
  phone.Accepted("", true);
  other.Accepted("", true);
  other.Accepted("1", false);
  const std::string wrong = phone.screens().back();
  const std::string right = other.screens().back();
  EXPECT_FALSE(phone.Took("1", false, wrong, false));
  EXPECT_FALSE(phone.Took("1", false, right, true));
  EXPECT_TRUE(phone.Took("1", false, right, false));
}

TEST_F(ChaosReference, HoldsBothUntilAnAnswerTells) {
  Reference phone(*bundle, Medium::kUssd);
  for (const char* said : {"", "1", "1", "3"})
    phone.Accepted(said, *said == '\0');
  phone.MayHaveTaken("two men in a van", false);
  EXPECT_EQ(phone.Possible().size(), 2U);
  Reference taken(*bundle, Medium::kUssd);
  for (const char* said : {"", "1", "1", "3", "two men in a van"})
    taken.Accepted(said, *said == '\0');
  taken.Accepted("", true);
  ASSERT_TRUE(phone.Took("", true, taken.screens().back(), false));
  taken.Accepted("1", false);
  ASSERT_TRUE(phone.Took("1", false, taken.screens().back(), false));
  ASSERT_TRUE(phone.Certain());
  EXPECT_EQ(phone.Possible().front().size(), 1U);
}

TEST_F(ChaosReference, ManyUnknownTurnsStayFew) {
  Reference phone(*bundle, Medium::kUssd);
  phone.Accepted("", true);
  phone.Accepted("1", false);
  for (int i = 0; i < 40; ++i)
    phone.MayHaveTaken("", true);
  EXPECT_LE(phone.Possible().size(), 4U);
}

}  // namespace
}  // namespace tipline::chaos
