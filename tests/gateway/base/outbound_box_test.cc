#include "gateway/base/outbound_box.h"

#include <gtest/gtest.h>

#include "tests/gateway/store/live/live_test.h"

namespace tipline {
namespace {

TEST(OutboundBox, OpensWhatEitherSideSealed) {
  const KeyRing keys = store::FreshKeys();
  for (const std::string& plain : {std::string(), std::string("words"), std::string(256, 'x'),
                                   std::string("ends in a NUL\0", 14), std::string("\x80", 1)}) {
    const std::string fast = SealOutbound(keys, plain);
    EXPECT_EQ(fast.find(plain.empty() ? "?" : plain), std::string::npos);
    const auto opened = OpenOutbound(keys, fast);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(*opened, plain);
    const auto from_gateway = OpenOutbound(keys, SealToCase(keys, plain));
    ASSERT_TRUE(from_gateway);
    EXPECT_EQ(*from_gateway, plain);
  }
}

TEST(OutboundBox, LengthTellsLittle) {
  const KeyRing keys = store::FreshKeys();
  EXPECT_EQ(SealOutbound(keys, "a").size(), SealOutbound(keys, std::string(255, 'a')).size());
}

TEST(OutboundBox, WithoutTheStoreKeyItIsSealedToTheCaseKey) {
  KeyRing keys = store::FreshKeys();
  const std::string fast = SealOutbound(keys, "words");
  keys.store.reset();
  EXPECT_EQ(OpenOutbound(keys, fast).error().code, Code::kDenied);
  const auto opened = OpenCase(keys, SealOutbound(keys, "words"));
  ASSERT_TRUE(opened);
  EXPECT_EQ(*opened, "words");
}

TEST(OutboundBox, AnotherKeyAndAlteredBytesAreRefused) {
  const KeyRing keys = store::FreshKeys();
  std::string box = SealOutbound(keys, "words");
  EXPECT_FALSE(OpenOutbound(store::FreshKeys(), box));
  box[20] = box[20] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(OpenOutbound(keys, box));
  EXPECT_FALSE(OpenOutbound(keys, "store:"));
  EXPECT_FALSE(OpenOutbound(keys, ""));
}

}  // namespace
}  // namespace tipline
