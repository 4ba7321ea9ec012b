#include "gateway/base/ids.h"

#include <set>

#include <gtest/gtest.h>

namespace tipline {
namespace {

TEST(IdsTest, HoldsTheTimeAndTheChance) {
  // 2016-07-30T23:54:10.259Z is the time of the example in the ULID specification.
  const TimePoint then = FromMillis(1469922850259);
  EXPECT_EQ(UlidFrom(then, std::string(10, '\0')), "01ARZ3NDEK0000000000000000");
  EXPECT_EQ(UlidFrom(then, std::string(10, '\xff')), "01ARZ3NDEKZZZZZZZZZZZZZZZZ");
  EXPECT_EQ(UlidFrom(then, std::string("\x84\x21", 2)), "01ARZ3NDEKGGGG000000000000");
  EXPECT_EQ(TimeOfUlid("01ARZ3NDEKTSV4RRFFQ69G5FAV"), then);
}

TEST(IdsTest, SortsByTimeAndNeverRepeats) {
  std::set<std::string> seen;
  const TimePoint now = FromMillis(1'700'000'000'000);
  for (int i = 0; i < 1000; ++i) {
    const std::string id = NewUlid(now);
    EXPECT_TRUE(IsUlid(id)) << id;
    EXPECT_TRUE(seen.insert(id).second);
  }
  EXPECT_LT(*seen.rbegin(), NewUlid(now + Millis(1)));
}

TEST(IdsTest, KnowsWhatIsNoUlid) {
  for (const char* bad : {"", "01ARZ3NDEKTSV4RRFFQ69G5FA", "81ARZ3NDEKTSV4RRFFQ69G5FAV",
                          "01arz3ndektsv4rrffq69g5fav", "01ARZ3NDEKTSV4RRFFQ69G5FAI"})
    EXPECT_FALSE(IsUlid(bad)) << bad;
}

}  // namespace
}  // namespace tipline
