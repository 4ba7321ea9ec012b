#include "gateway/base/crypto.h"

#include <set>

#include <gtest/gtest.h>

#include "tests/gateway/base/filled_key.h"

namespace tipline {
namespace {

using testing::Filled;

class CryptoTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    const KeyBytes private_half = Filled(7);
    worker_.case_private = std::make_unique<Key>(private_half);
    worker_.pseudonym = std::make_unique<Key>(Filled(9));
    gateway_.case_public = std::make_unique<Key>(PublicHalf(private_half));
    gateway_.pseudonym = std::make_unique<Key>(Filled(9));
  }
  KeyRing gateway_, worker_;
};

TEST_F(CryptoTest, ASealDoesNotOpenInAnotherPlaceOrAfterAnyChange) {
  const Key key(Filled(1));
  const std::string sealed = Seal(key, "session|abc", "words");
  EXPECT_EQ(*Open(key, "session|abc", sealed), "words");
  EXPECT_EQ(Open(key, "session|abd", sealed).error().code, Code::kInvalid);
  EXPECT_EQ(Open(Key(Filled(2)), "session|abc", sealed).error().code, Code::kInvalid);
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(Open(key, "session|abc", changed)) << "byte " << i;
    EXPECT_FALSE(Open(key, "session|abc", sealed.substr(0, i))) << "cut to " << i;
  }
}

TEST_F(CryptoTest, TwoSealsOfTheSameTextDiffer) {
  const Key key(Filled(1));
  EXPECT_NE(Seal(key, "c", "words"), Seal(key, "c", "words"));
  EXPECT_EQ(*OpenBase64(key, "c", SealBase64(key, "c", "")), "");
}

TEST_F(CryptoTest, APseudonymIsStableAndNeedsTheKey) {
  const std::string first = Pseudonym(gateway_, "+254711000001");
  EXPECT_EQ(first.size(), 32U);
  EXPECT_EQ(first, Pseudonym(worker_, "+254711000001"));
  EXPECT_NE(first, Pseudonym(gateway_, "+254711000002"));
  KeyRing other;
  other.pseudonym = std::make_unique<Key>(Filled(3));
  EXPECT_NE(first, Pseudonym(other, "+254711000001"));
}

TEST_F(CryptoTest, PurposeAndTextOfAHashDoNotRunTogether) {
  const Key key(Filled(1));
  EXPECT_NE(KeyedHash(key, "ab", "c"), KeyedHash(key, "a", "bc"));
  EXPECT_NE(KeyedHash(key, "code", "1"), KeyedHash(key, "dedup", "1"));
}

TEST_F(CryptoTest, ThePartitionIsTheFirst32BitsModuloTheirNumber) {
  EXPECT_EQ(PartitionOf("000000ff00000000", 64), 63);
  EXPECT_EQ(PartitionOf("00000040", 64), 0);
  EXPECT_EQ(PartitionOf("ffffffff", 1024), 1023);
  EXPECT_EQ(PartitionOf("ffffffff", 1), 0);
}

TEST_F(CryptoTest, Base64IsStrict) {
  EXPECT_EQ(Base64("any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
  EXPECT_EQ(*FromBase64("YW55IGNhcm5hbCBwbGVhcw=="), "any carnal pleas");
  EXPECT_EQ(*FromBase64(""), "");
  for (const char* bad : {"YW5", "YW5=x", "YW 5", "YW5\n", "YX==YX==", "YZ==", "_-__", "%"})
    EXPECT_FALSE(FromBase64(bad)) << bad;
}

TEST_F(CryptoTest, TokensAreLongUrlSafeAndDifferent) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string token = RandomToken(32);
    EXPECT_EQ(token.size(), 43U);
    EXPECT_EQ(token.find_first_of("+/="), std::string::npos);
    EXPECT_TRUE(seen.insert(token).second);
  }
}

TEST_F(CryptoTest, ComparesWholeTexts) {
  EXPECT_TRUE(ConstantTimeEqual("secret", "secret"));
  EXPECT_TRUE(ConstantTimeEqual("", ""));
  EXPECT_FALSE(ConstantTimeEqual("secret", "secreT"));
  EXPECT_FALSE(ConstantTimeEqual("secret", "secret2"));
}

TEST_F(CryptoTest, APasswordIsKnownByItsHashOnly) {
  const auto hash = HashPassword("correct horse");
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->rfind("$argon2id$", 0), 0U);
  EXPECT_TRUE(VerifyPassword(*hash, "correct horse"));
  EXPECT_FALSE(VerifyPassword(*hash, "correct hors"));
  EXPECT_FALSE(VerifyPassword("", "correct horse"));
  EXPECT_FALSE(VerifyPassword(std::string(500, '$'), "correct horse"));
}

}  // namespace
}  // namespace tipline
