#include "gateway/base/base64.h"

#include <gtest/gtest.h>

#include "gateway/base/crypto.h"

namespace tipline {
namespace {

TEST(SealedBase64, IsWhatLibsodiumMakesOfAnyBytes) {
  ASSERT_TRUE(InitCrypto());
  for (size_t size = 0; size < 400; ++size) {
    std::string bytes(size, '\0');
    RandomBytes(bytes.data(), bytes.size());
    if (size > 8) bytes.replace(0, 4, "\xff\xfb\x00\x3e", 4);
    ASSERT_EQ(SealedBase64(bytes), Base64(bytes)) << size;
    const auto back = FromBase64(SealedBase64(bytes));
    ASSERT_TRUE(back) << size;
    ASSERT_EQ(*back, bytes);
  }
}

}  // namespace
}  // namespace tipline
