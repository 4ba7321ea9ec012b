#include "gateway/base/covers.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "flows/base/gsm7.h"
#include "gateway/base/sensitive_lists.h"
#include "tests/support/temp_dir.h"

namespace tipline {
namespace {

const std::string kFlows = std::string(TIPLINE_SOURCE_DIR) + "/config/flows";

TEST(Covers, WhatAPersonCanChooseAndTheStatusTextsGiveNothingAwayInOneSms) {
  const auto words = LoadSensitive(kFlows);
  ASSERT_TRUE(words.has_value());
  for (const char* id : {"order", "greeting", "weather", "received", "passed_on", "closed"}) {
    const auto text = CoverText(kFlows, "en", id);
    ASSERT_TRUE(text.has_value()) << id;
    EXPECT_EQ(SmsParts(*text), 1U) << *text;
    EXPECT_FALSE(words->Find(*text)) << *text;
  }
}

TEST(Covers, AnotherLanguageHasThemInItsCatalogElseTheyAreEnglish) {
  testing::TempDir dir;
  std::filesystem::create_directory(dir / "cover");
  dir.Write("cover/en.json", R"({"order": "e", "weather": "w"})");
  dir.Write("sw.po",
            "msgid \"\"\nmsgstr \"\"\n\"Language: sw\\n\"\n\"Content-Type: text/plain; "
            "charset=UTF-8\\n\"\n\nmsgctxt \"cover:order\"\nmsgid \"e\"\nmsgstr \"s\"\n");
  struct Fall {
    const char *language, *id, *text;
  };
  for (const Fall& one :
       {Fall{"sw", "order", "s"}, Fall{"sw-KE", "order", "s"}, Fall{"sw", "weather", "w"},
        Fall{"../sw", "order", "e"}, Fall{"", "order", "e"}, Fall{"am", "order", "e"}}) {
    const auto text = CoverText(dir.path(), one.language, one.id);
    ASSERT_TRUE(text.has_value()) << one.language;
    EXPECT_EQ(*text, one.text) << one.language;
  }
  EXPECT_EQ(CoverText(dir.path(), "en", "closed").error().code, Code::kNotFound);
  dir.Write("cover/en.json", "[]");
  EXPECT_EQ(CoverText(dir.path(), "en", "order").error().code, Code::kInvalid);
}

TEST(Covers, OnlyCoversCanBeChosen) {
  EXPECT_TRUE(IsCover("weather"));
  EXPECT_FALSE(IsCover("closed"));
}

}  // namespace
}  // namespace tipline
