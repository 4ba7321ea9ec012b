// The display of the emulated phone, and what its network does with a long text.
#include "workers/emulate/screen.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "workers/emulate/calls.h"

namespace tipline::emulate {
namespace {

TEST(Screen, WrapsAtSpacesAndShowsTheFold) {
  EXPECT_EQ(Wrap("Is it safe to use this phone?\n1 Yes", 12),
            (std::vector<std::string>{"Is it safe", "to use this", "phone?", "1 Yes"}));
  EXPECT_EQ(Wrap("abcdefghijkl", 5), (std::vector<std::string>{"abcde", "fghij", "kl"}));
  EXPECT_EQ(Wrap("", 5), (std::vector<std::string>{""}));
  const std::string frame = Frame("a\nb\nc\nd", {8, 3});
  EXPECT_NE(frame.find("┈┤ scroll\n│d       │"), std::string::npos) << frame;
  EXPECT_EQ(DisplayWidth("हिन्दी"), 5U) << "a virama takes no column";
  EXPECT_EQ(DisplayWidth("مَرْحَبًا"), 5U) << "nor do vowel points";
  EXPECT_EQ(DisplayWidth("🙏"), 2U);
}

TEST(Screen, SaysWhatTheNetworkDoesWithALongText) {
  Network network;
  network.gsm7 = 160;
  network.ucs2 = 70;
  EXPECT_EQ(RoomOf(std::string(160, 'x'), network).warning, "");
  EXPECT_EQ(RoomOf(std::string(161, 'x'), network).warning,
            "161 septets, room for 160: the network cuts off the rest");
  network.pages = true;
  const Room paged = RoomOf(std::string(300, 'x'), network);
  EXPECT_EQ(paged.pages, 3U);
  EXPECT_NE(paged.warning.find("98 and 00"), std::string::npos);
  const Room unicode = RoomOf("नमस्ते", network);
  EXPECT_STREQ(unicode.encoding, "ucs2");
  EXPECT_EQ(unicode.room, 70U);
}

TEST(Screen, SizeIsChecked) {
  EXPECT_TRUE(ReadScreenSize("16x5"));
  for (const char* wrong : {"", "20", "20x", "x8", "4x8", "20x8x", "200x8", "-1x8"})
    EXPECT_FALSE(ReadScreenSize(wrong)) << wrong;
}

TEST(Parts, NoneEndsWithinACharacter) {
  const std::string braces(200, '{');  // two septets each
  for (const std::string& part : CutIntoParts(braces, 1))
    EXPECT_LE(part.size(), 76U);
  EXPECT_EQ(CutIntoParts("short", 1).size(), 1U);
  EXPECT_GE(CutIntoParts("short one", 3).size(), 3U);
  std::string joined;
  for (const std::string& part : CutIntoParts("🙏🙏🙏🙏", 3)) {
    EXPECT_EQ(part.size() % 4, 0U);
    joined += part;
  }
  EXPECT_EQ(joined, "🙏🙏🙏🙏");
}

}  // namespace
}  // namespace tipline::emulate
