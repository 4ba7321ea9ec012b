#include "gateway/base/covers.h"

#include <array>
#include <filesystem>
#include <set>

#include <gtest/gtest.h>

#include "flows/base/gsm7.h"
#include "gateway/base/sensitive_lists.h"
#include "tests/support/temp_dir.h"

namespace tipline {
namespace {

const std::string kFlows = std::string(TIPLINE_SOURCE_DIR) + "/config/flows";

constexpr std::array kIds = {"order", "greeting", "weather", "received", "passed_on", "closed"};

std::set<std::string> LanguagesThere() {
  std::set<std::string> languages = {"en"};
  for (const auto& file : std::filesystem::directory_iterator(kFlows))
    if (file.path().extension() == ".po") languages.insert(file.path().stem());
  return languages;
}

// Lint (flows/lint/cover.cc) looks at the words themselves; here: that each language has its own.
TEST(Covers, WhatAPersonCanChooseAndTheStatusTextsGiveNothingAwayInOneSmsInEveryLanguage) {
  const auto words = LoadSensitive(kFlows);
  ASSERT_TRUE(words.has_value());
  const auto languages = LanguagesThere();
  EXPECT_EQ(languages.size(), 14U);
  for (const std::string& language : languages)
    for (const char* id : kIds) {
      SCOPED_TRACE(language + ": " + id);
      const auto text = CoverText(kFlows, language, id);
      ASSERT_TRUE(text.has_value());
      EXPECT_EQ(SmsParts(*text), 1U) << *text;
      EXPECT_FALSE(words->Find(*text)) << *text;
      if (language != "en") {
        EXPECT_NE(*text, *CoverText(kFlows, "en", id));
      }
    }
}

TEST(Covers, EveryLanguageThatWeShipHasAllOfThem) {
  const auto missing = UntranslatedCovers(kFlows);
  ASSERT_TRUE(missing) << missing.error().message;
  EXPECT_TRUE(missing->empty()) << missing->begin()->first;
}

std::string CatalogWith(const std::string& source, const std::string& text,
                        const std::string& flag = "") {
  return "msgid \"\"\nmsgstr \"\"\n\"Language: sw\\n\"\n\"Content-Type: text/plain; "
         "charset=UTF-8\\n\"\n\n" +
         flag + "msgctxt \"cover:order\"\nmsgid \"" + source + "\"\nmsgstr \"" + text + "\"\n";
}

// A translation of what the English said before is none; and a catalog is read again when it has
// changed.
TEST(Covers, WhatIsStaleOrFuzzyOrMissingIsEnglishAndTold) {
  testing::TempDir dir;
  std::filesystem::create_directory(dir / "cover");
  dir.Write("cover/en.json", R"({"$comment": "no wording", "order": "e", "weather": "w"})");
  struct Row {
    std::string catalog, text;
    std::vector<std::string> missing;
  };
  for (const Row& row : {Row{CatalogWith("e", "sx"), "sx", {"weather"}},
                         Row{CatalogWith("old", "sxx"), "e", {"order", "weather"}},
                         Row{CatalogWith("e", "sxxx", "#, fuzzy\n"), "e", {"order", "weather"}},
                         Row{CatalogWith("e", ""), "e", {"order", "weather"}}}) {
    dir.Write("sw.po", row.catalog);
    EXPECT_EQ(*CoverText(dir.path(), "sw", "order"), row.text);
    EXPECT_EQ(UntranslatedCovers(dir.path())->at("sw"), row.missing);
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
