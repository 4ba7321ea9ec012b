#include "gateway/providers/udh.h"

#include <gtest/gtest.h>

namespace tipline::gateway {
namespace {

void ExpectPart(const std::optional<ConcatPart>& part, const std::string& group, int number,
                int total) {
  ASSERT_TRUE(part.has_value());
  EXPECT_EQ(part->group, group);
  EXPECT_EQ(part->part, number);
  EXPECT_EQ(part->total, total);
}

TEST(UdhTest, ReadsHex) {
  EXPECT_EQ(FromHex("00fFA1"), std::string("\x00\xff\xa1", 3));
  EXPECT_EQ(FromHex(""), "");
  for (const char* wrong : {"0", "0g", "0x", " 0", "-1", "+1", "0 ", "00f"})
    EXPECT_FALSE(FromHex(wrong)) << wrong;
}

TEST(UdhTest, ReadsReferencesOf8And16Bits) {
  ExpectPart(ConcatOfUdh("0500030B0302"), "11", 2, 3);
  ExpectPart(ConcatOfUdh("060804010B0202"), "267", 2, 2);
}

TEST(UdhTest, FindsThePartAmongOtherElements) {
  ExpectPart(ConcatOfUdh("0B0504158A00000003FF0301"), "255", 1, 3);  // behind port numbers
  ExpectPart(ConcatOfUdh("00030B0302"), "11", 2, 3);                 // without the length octet
}

TEST(UdhTest, MakesNoPartOfAnythingElse) {
  for (const char* other :
       {"", "05", "0500030B0300", "0500030B0304", "0500030B0101", "0500030B0001", "0500030B03",
        "0500FF0B0302", "05040B8423F0", "0500030B030", "050003zz0302"})
    EXPECT_FALSE(ConcatOfUdh(other)) << other;
}

TEST(UdhTest, ReadsNumbersThatCameAsText) {
  ExpectPart(ConcatOf("1", "2", "3"), "1", 2, 3);
  ExpectPart(ConcatOf("ref-9", "255", "255"), "ref-9", 255, 255);
  EXPECT_FALSE(ConcatOf("", "1", "2"));
  EXPECT_FALSE(ConcatOf("1", "", "2"));
  EXPECT_FALSE(ConcatOf("1", "0", "2"));
  EXPECT_FALSE(ConcatOf("1", "3", "2"));
  EXPECT_FALSE(ConcatOf("1", "1", "1"));
  EXPECT_FALSE(ConcatOf("1", "1", "256"));
  EXPECT_FALSE(ConcatOf("1", "1x", "2"));
  EXPECT_FALSE(ConcatOf("1", "99999999999", "99999999999"));
  EXPECT_FALSE(ConcatOf(std::string(65, '1'), "1", "2"));
}

}  // namespace
}  // namespace tipline::gateway
