#include "gateway/base/hmac.h"

#include <gtest/gtest.h>

#include "gateway/base/crypto.h"

namespace tipline {
namespace {

// RFC 2202 (MD5, SHA-1), RFC 4231 (SHA-2), test case 2; FIPS 180-2 appendix B.1.
TEST(HmacTest, AgreesWithThePublishedVectors) {
  const std::string text = "what do ya want for nothing?";
  EXPECT_EQ(Hex(HmacMd5("Jefe", text)), "750c783e6ab0b503eaa86e310a5db738");
  EXPECT_EQ(Hex(HmacSha1("Jefe", text)), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(Hex(HmacSha256("Jefe", text)),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Hex(HmacSha512("Jefe", text)).substr(0, 32), "164b7a7bfcf819e2e395fbe73b56e0a3");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HmacTest, AnEmptyKeyIsAKey) {
  ASSERT_EQ(HmacSha1("other", "text").size(), 20U);
  EXPECT_EQ(HmacSha1("", "text"), HmacSha1(std::string_view(), "text"));
  EXPECT_NE(HmacSha1("", "text"), HmacSha1("other", "text"));
}

}  // namespace
}  // namespace tipline
