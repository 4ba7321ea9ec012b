#include "flows/base/text_latin.h"

#include <gtest/gtest.h>

namespace tipline {
namespace {

TEST(TextLatin, FoldsNamesOfAllScripts) {
  EXPECT_EQ(FoldLatin("  Éstrelva  LTD "), "estrelva ltd");
  EXPECT_EQ(FoldLatin("Джурова"), "dzurova");
  EXPECT_EQ(FoldLatin("A-12/٣"), "a-12/3");
  for (const char* text : {"نورفيكا", "काठमांडू", "ዘንታራ", "ঢাকা"})
    for (const char c : FoldLatin(text))
      EXPECT_LT(static_cast<unsigned char>(c), 0x80) << text;
  EXPECT_EQ(FoldLatin("\xFF"), FoldLatin("\xFF"));
}

TEST(TextLatin, CallsCountriesAsTheLanguageDoes) {
  EXPECT_EQ(CountryName("QA", "en"), "Qatar");
  EXPECT_EQ(CountryName("AE", "fr"), "Émirats arabes unis");
  EXPECT_EQ(CountryName("ZZ9", "en"), "ZZ9");
}

}  // namespace
}  // namespace tipline
