#include "gateway/base/crypto.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/gateway/base/filled_key.h"

namespace tipline {
namespace {

using testing::Filled;

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (size_t at = 0; at + 1 < hex.size(); at += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16));
  return bytes;
}

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
  for (int byte = 128; byte < 256; ++byte)  // they passed for '/'
    EXPECT_FALSE(FromBase64("AAA" + std::string(1, static_cast<char>(byte)))) << byte;
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

// RFC 8032 §7.1, TEST 1 and TEST 3; providers.md §8.4.
TEST_F(CryptoTest, SignaturesAreThoseOfTheStandard) {
  struct Vector {
    const char *seed, *open, *message, *signature;  // all hex
  };
  const Vector vectors[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf"
       "9"
       "b46bd25bf5f0595bbe24655141438e7a100b"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984"
       "d"
       "c6594a7c15e9716ed28dc027beceea1ec40a"},
      {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
       "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
       "313730303030303030307c7b2264617461223a7b226576656e745f74797065223a226d6573736167652e7265636"
       "5"
       "69766564227d7d",
       "34c40eb611ca8f4d15a03c506d819ead98ce385962db184090f0e4245a3a7a3495cd25a57659068eb5f1e1f77e1"
       "6"
       "a0301d7c521779930c683d7d767ae5bffe0a"},
  };
  for (const Vector& one : vectors) {
    KeyBytes seed{};
    const std::string raw = FromHex(one.seed);
    std::copy(raw.begin(), raw.end(), seed.begin());
    EXPECT_EQ(Hex(Ed25519Public(seed)), one.open);
    EXPECT_EQ(Hex(SignEd25519(seed, FromHex(one.message))), one.signature);
    EXPECT_TRUE(VerifyEd25519(FromHex(one.open), FromHex(one.message), FromHex(one.signature)));
  }
}

TEST_F(CryptoTest, ASignatureHoldsForNothingElse) {
  const KeyBytes seed = Filled(5);
  const std::string open = Ed25519Public(seed);
  const std::string signature = SignEd25519(seed, "words");
  EXPECT_TRUE(VerifyEd25519(open, "words", signature));
  EXPECT_FALSE(VerifyEd25519(open, "word", signature));
  EXPECT_FALSE(VerifyEd25519(Ed25519Public(Filled(6)), "words", signature));
  EXPECT_FALSE(VerifyEd25519("", "words", signature));
  EXPECT_FALSE(VerifyEd25519(open, "words", ""));
  EXPECT_FALSE(VerifyEd25519(open + open, "words", signature));
  EXPECT_FALSE(VerifyEd25519(open, "words", signature + "x"));
  EXPECT_FALSE(VerifyEd25519(std::string(32, '\0'), "words", std::string(64, '\0')));
  for (size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(VerifyEd25519(open, "words", changed)) << "byte " << i;
    EXPECT_FALSE(VerifyEd25519(open, "words", signature.substr(0, i))) << "cut to " << i;
  }
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
