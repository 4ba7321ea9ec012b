// What septets say (3GPP TS 23.038 §6.2.1); what a text costs is in text_test.cc.
#include "flows/base/gsm7.h"

#include <gtest/gtest.h>

#include "flows/base/text.h"

namespace tipline {
namespace {

std::string AllSeptets(unsigned from, unsigned to) {
  std::string septets;
  for (unsigned septet = from; septet <= to; ++septet)
    septets += static_cast<char>(septet);
  return septets;
}

TEST(FromSeptets, ReadsTheBasicTable) {
  EXPECT_EQ(FromSeptets(AllSeptets(0x00, 0x0F)), "@£$¥èéùìòÇ\nØø\rÅå");
  EXPECT_EQ(FromSeptets(AllSeptets(0x10, 0x1A)), "Δ_ΦΓΛΩΠΨΣΘΞ");
  EXPECT_EQ(FromSeptets(AllSeptets(0x1C, 0x2F)), "ÆæßÉ !\"#¤%&'()*+,-./");
  EXPECT_EQ(FromSeptets(AllSeptets(0x30, 0x4F)), "0123456789:;<=>?¡ABCDEFGHIJKLMNO");
  EXPECT_EQ(FromSeptets(AllSeptets(0x50, 0x6F)), "PQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmno");
  EXPECT_EQ(FromSeptets(AllSeptets(0x70, 0x7F)), "pqrstuvwxyzäöñüà");
  EXPECT_EQ(FromSeptets(""), "");
}

TEST(FromSeptets, ReadsTheExtensionTable) {
  EXPECT_EQ(FromSeptets("\x1B\x0A"), "\f");
  EXPECT_EQ(FromSeptets("\x1B\x14\x1B(\x1B)\x1B/"), "^{}\\");
  EXPECT_EQ(FromSeptets("\x1B<\x1B=\x1B>\x1B@\x1B\x65"), "[~]|€");
  EXPECT_EQ(FromSeptets("5\x1B\x65 now"), "5€ now");
}

TEST(FromSeptets, LosesNothingOfWhatIsOdd) {
  EXPECT_EQ(FromSeptets("a\x1Bzb"), "azb");        // no such extension: its basic character
  EXPECT_EQ(FromSeptets("a\x1B\x0D"), "a\r");      // the second carriage return
  EXPECT_EQ(FromSeptets("a\x1B"), "a ");           // cut off behind the escape
  EXPECT_EQ(FromSeptets("a\x1B\x1B\x65"), "a e");  // a table beyond the extension table
  EXPECT_EQ(FromSeptets("a\x80\xFF!"), "a\uFFFD\uFFFD!");
  EXPECT_EQ(FromSeptets(std::string("a\0", 2)), "a@");  // a length is known: no padding
}

// Whatever of the alphabet is written comes back the same, so nothing is counted that is not read.
TEST(FromSeptets, AgreesWithWhatIsCounted) {
  for (unsigned septet = 0; septet < 0x80; ++septet) {
    const std::string basic(1, static_cast<char>(septet));
    const std::string extended = "\x1B" + basic;
    for (const std::string& septets : {basic, extended}) {
      const std::string text = FromSeptets(septets);
      ASSERT_TRUE(ValidUtf8(text)) << septet;
      ASSERT_TRUE(Gsm7Septets(text).has_value()) << septet;
      EXPECT_LE(*Gsm7Septets(text), septets.size()) << septet;
    }
  }
}

}  // namespace
}  // namespace tipline
