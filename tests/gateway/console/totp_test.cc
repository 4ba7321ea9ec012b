#include "gateway/console/totp.h"

#include <chrono>

#include <gtest/gtest.h>

#include "gateway/base/crypto.h"
#include "tests/gateway/console/desk_fixture.h"

namespace tipline::console {
namespace {

const Secret<std::string> kRfcSeed(std::string("12345678901234567890"));  // RFC 6238, appendix B

TimePoint At(int64_t seconds) {
  return FromMillis(seconds * 1000);
}

class TotpTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    ASSERT_TRUE(InitTotp());
  }
};

TEST_F(TotpTest, AgreesWithTheVectorsOfTheStandard) {
  for (const auto& row : ConsoleData("totp_vectors.json")) {
    const auto at = row.at("seconds").get<int64_t>();
    const auto code = TotpCode(kRfcSeed, At(at));
    ASSERT_TRUE(code);
    EXPECT_EQ(*code, row.at("code")) << at;
    EXPECT_EQ(TotpStepOf(kRfcSeed, *code, At(at), 0), at / kTotpStepSeconds);
  }
}

TEST_F(TotpTest, AcceptsOneStepToEitherSideAndNoMore) {
  constexpr int64_t kNow = 1'800'000'000;
  for (int steps = -3; steps <= 3; ++steps) {
    const auto code = TotpCode(kRfcSeed, At(kNow + steps * kTotpStepSeconds));
    ASSERT_TRUE(code);
    EXPECT_EQ(TotpStepOf(kRfcSeed, *code, At(kNow), 0).has_value(), steps >= -1 && steps <= 1)
        << steps;
  }
}

TEST_F(TotpTest, RefusesACodeThatWasUsed) {
  constexpr int64_t kNow = 1'800'000'000;
  const auto code = TotpCode(kRfcSeed, At(kNow));
  ASSERT_TRUE(code);
  const auto step = TotpStepOf(kRfcSeed, *code, At(kNow), 0);
  ASSERT_TRUE(step);
  EXPECT_FALSE(TotpStepOf(kRfcSeed, *code, At(kNow), *step));
  EXPECT_FALSE(TotpStepOf(kRfcSeed, *code, At(kNow), *step + 1)) << "older than the last one used";
}

TEST_F(TotpTest, RefusesWhatIsNoCode) {
  for (const char* code : {"", "12345", "1234567", "abcdef", "28708", " 287082"})
    EXPECT_FALSE(TotpStepOf(kRfcSeed, code, At(59), 0)) << code;
}

TEST_F(TotpTest, WritesTheSeedForAuthenticators) {
  const auto text = TotpSeedText(kRfcSeed);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->Reveal(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  const auto uri = TotpUri("a b", kRfcSeed);
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->Reveal(), "otpauth://totp/Desk:a%20b?secret=" + text->Reveal() +
                               "&issuer=Desk&algorithm=SHA1&digits=6&period=30");
}

TEST_F(TotpTest, SeedsDiffer) {
  EXPECT_EQ(NewTotpSeed().Reveal().size(), kTotpSeedBytes);
  EXPECT_NE(NewTotpSeed().Reveal(), NewTotpSeed().Reveal());
}

}  // namespace
}  // namespace tipline::console
