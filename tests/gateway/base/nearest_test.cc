#include "gateway/base/nearest.h"

#include <gtest/gtest.h>

namespace tipline {
namespace {

TEST(NearestTest, FindsTheMistypedName) {
  const std::vector<std::string> names = {"case", "doctor", "flow", "keys", "stats"};
  EXPECT_EQ(Nearest("docter", names), "doctor");
  EXPECT_EQ(Nearest("folw", names), "flow") << "two letters swapped are one mistake";
  EXPECT_EQ(Nearest("key", names), "keys");
  EXPECT_EQ(Nearest("elephant", names), "");
  EXPECT_EQ(Nearest(std::string(1000, 'x'), names), "");
  EXPECT_EQ(EditDistance("", "abc"), 3U);
}

}  // namespace
}  // namespace tipline
