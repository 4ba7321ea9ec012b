#include <gtest/gtest.h>

#include "tests/gateway/base/filled_key.h"

namespace tipline {
namespace {

using testing::Filled;

class CaseBoxTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    worker_ = Opens(7);
    gateway_ = SealsTo(7);
  }
  static KeyRing Opens(uint8_t private_half) {
    KeyRing keys;
    keys.case_private = std::make_unique<Key>(Filled(private_half));
    return keys;
  }
  static KeyRing SealsTo(uint8_t private_half) {
    KeyRing keys;
    keys.case_public = std::make_unique<Key>(PublicHalf(Filled(private_half)));
    return keys;
  }
  KeyRing gateway_, worker_;
};

TEST_F(CaseBoxTest, OnlyThePrivateHalfOpensWhatWasSealedToTheCase) {
  const std::string sealed = SealToCase(gateway_, "they took my passport");
  EXPECT_EQ(sealed.find("passport"), std::string::npos);
  const auto opened = OpenCase(worker_, sealed);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(*opened, "they took my passport");
  EXPECT_EQ(OpenCase(gateway_, sealed).error().code, Code::kDenied);
  KeyRing other;
  other.case_private = std::make_unique<Key>(Filled(8));
  EXPECT_EQ(OpenCase(other, sealed).error().code, Code::kInvalid);
}

TEST_F(CaseBoxTest, SealedTextsOfUpTo255BytesHaveOneLength) {
  const size_t shortest = SealToCase(gateway_, "").size();
  EXPECT_EQ(SealToCase(gateway_, std::string(255, 'x')).size(), shortest);
  EXPECT_GT(SealToCase(gateway_, std::string(256, 'x')).size(), shortest);
  EXPECT_EQ(*OpenCase(worker_, SealToCase(gateway_, "")), "");
  EXPECT_EQ(*OpenCase(worker_, SealToCase(gateway_, std::string(256, '\0'))),
            std::string(256, '\0'));
}

// Sealed by libsodium's crypto_box_seal to this key: what lies in stores and queues since then.
constexpr const char* kOfAnEarlierRelease =
    "Umnh1PP5YLzrdoOsuTApPrwvl26aTbhOLfz3iRaT7SFnijlLTxBAzbHgLrowOlEitO628HR9fMdDWW+qk1M0"
    "H0/S4wH+97KLTi4hNyEg7Zi6Msi2WXiswCOragxQ1wn5RQaVzw+zP+VJvLQaJ04pgYQhXBtWWwfg4/ZbhIh2"
    "oa+m2doKtG/ZpPobyo+89JHxk6mcLO9vSZY2BD6bsg1/f/o+3f+0ZoOhYgpxIE2pWUJNCkYJ1SE1cL3hqIMZ"
    "fynevW8gbNoTlykN/FbnecQ9RF/9kX9b7nd+XNFTn+y+bk444GBU+g/mAMcCLk9C4xgSloa9xoChtqgBoLBm"
    "w8SgiXvSsEcJqrD3X8Ju0x1006SVvNwJTxPuH4Dvno1XEz2uwGycwJBZe0EkuQRmmpKJxA==";

TEST_F(CaseBoxTest, OpensTheBoxesOfEarlierReleases) {
  const auto opened = OpenCase(worker_, kOfAnEarlierRelease);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(*opened, "they took my passport");
  EXPECT_EQ(OpenCase(Opens(8), kOfAnEarlierRelease).error().code, Code::kInvalid);
}

TEST_F(CaseBoxTest, TwoBoxesOfTheSameTextDiffer) {
  const std::string first = SealToCase(gateway_, "words");
  const std::string second = SealToCase(gateway_, "words");
  EXPECT_NE(first, second);
  EXPECT_EQ(*OpenCase(worker_, first), "words");
  EXPECT_EQ(*OpenCase(worker_, second), "words");
}

// A thread seals to one key and then to another, and opens with one and then another.
TEST_F(CaseBoxTest, EachKeyOpensItsOwnBoxesOnly) {
  for (uint8_t turn = 0; turn < 40; ++turn) {
    const auto half = static_cast<uint8_t>(1 + turn % 10);
    const std::string sealed = SealToCase(SealsTo(half), "words");
    EXPECT_EQ(*OpenCase(Opens(half), sealed), "words");
    const auto wrong = OpenCase(Opens(static_cast<uint8_t>(half + 1)), sealed);
    ASSERT_FALSE(wrong) << int{half};
    EXPECT_EQ(wrong.error().code, Code::kInvalid);
  }
}

TEST_F(CaseBoxTest, ABoxThatWasChangedOrCutDoesNotOpen) {
  const std::string sealed = SealToCase(gateway_, "words");
  const std::string bytes = *FromBase64(sealed.substr(2));
  for (size_t i = 0; i < bytes.size(); i += 3) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(OpenCase(worker_, "2:" + Base64(changed))) << "byte " << i;
    EXPECT_FALSE(OpenCase(worker_, "2:" + Base64(bytes.substr(0, i)))) << "cut to " << i;
  }
  for (const char* text : {"", "2:", "2", "3:AAAA", "2:AAAA", "2:!"})
    EXPECT_FALSE(OpenCase(worker_, text)) << text;
}

// A public half of low order, 32 zero bytes, has nothing in common with anybody: without a look at
// that, its box would open, for it is sealed with 32 zero bytes too.
constexpr const char* kOfNobody =
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACUkqhwzShv"
    "N2L/DKcXSyydsVHJm40Fzizr3vfcQvSUV20Fvde5KeuwRfKnk/dAJ30FQ5cC17/qawQZt7fQKvdAtHKI0oqQ"
    "1J2yM3YtxGXiqXke+7Iyz0yEXvA0H047TzNOB9FQmm8A53478vT3QkxjdUASfGQQVIo6sU4r1S7YQYJMHg0H"
    "TsLZt4xOkAlVtZz5+DyWMK2+6OXatdBTEx/5GT8+sCJfmd5D1v8fYuU+kVbcolRpADgoOPX8uGFQzgdeN9uY"
    "TdOXTesY35gIrtQr4qS5lt0p+A0gqQublP/DH+N6a9HlkKIs4ItOhDerGkGqSj/ucmfC19ziIfkcUpDHTXJj"
    "w1FciJkpcWmLv9kZnQ==";

TEST_F(CaseBoxTest, ABoxThatAnybodyCouldHaveSealedToAnyKeyDoesNotOpen) {
  EXPECT_FALSE(OpenCase(worker_, std::string("2:") + kOfNobody));
}

TEST_F(CaseBoxTest, ASenderIsKeptForItsTimeAndThenForgotten) {
  const auto sender = [&] {
    return FromBase64(SealToCase(gateway_, "words").substr(2))->substr(0, 32);
  };
  const std::string first = sender();
  ForgetOldSender();
  EXPECT_EQ(sender(), first);
  ForgetOldSender(Millis(0));
  EXPECT_NE(sender(), first);
}

}  // namespace
}  // namespace tipline
