#include "flows/engine/catalog_update.h"

#include <gtest/gtest.h>

#include "flows/engine/language_words.h"

namespace tipline::flows {
namespace {

const std::vector<Place> kPlaces = {{"t:a:text", "Bye.", {"The end."}},
                                    {"t:b:text", "New \"text\"\nhere", {}},
                                    {"words:stop", "stop", {}}};

Catalog Read(const std::string& text) {
  const auto catalog = ReadCatalog({"sw.po", text});
  EXPECT_TRUE(catalog) << (catalog ? "" : catalog.error().message);
  return catalog ? *catalog : Catalog();
}

Catalog Old() {
  Catalog catalog = NewCatalog("sw");
  catalog.entries["t:a:text"] = {"Goodbye.", "Kwaheri.", false, "Short.", ""};
  catalog.entries["gsm7:t:a:text"] = {"Goodbye.", "Kwaheri", false, "", ""};
  catalog.entries["t:gone:text"] = {"Gone.", "Hayupo.", false, "", ""};
  catalog.entries["t:empty:text"] = {"Gone.", "", false, "", ""};
  catalog.entries["words:stop"] = {"stop", "acha\nbasi", false, "", ""};
  catalog.entries["words:gsm7"] = {"gsm7", "ɓ b", false, "", ""};
  return catalog;
}

TEST(CatalogUpdate, KeepsTranslationsAndMarksThoseOfChangedTexts) {
  const Catalog now = Updated(Old(), kPlaces);
  const Translation& changed = now.entries.at("t:a:text");
  EXPECT_TRUE(changed.fuzzy);
  EXPECT_EQ(changed.source, "Bye.");
  EXPECT_EQ(changed.previous, "Goodbye.");
  EXPECT_EQ(changed.text, "Kwaheri.");
  EXPECT_TRUE(now.entries.at("gsm7:t:a:text").fuzzy);
  EXPECT_EQ(now.entries.at("t:b:text").text, "");
  EXPECT_FALSE(now.entries.at("t:b:text").fuzzy);
  EXPECT_EQ(LinesOf(now.entries.at("words:stop").text).size(), 2U);
  EXPECT_EQ(now.entries.count("words:gsm7"), 1U);
  EXPECT_EQ(now.entries.count("t:gone:text"), 0U);
  EXPECT_EQ(now.obsolete.count("t:gone:text"), 1U);
  EXPECT_EQ(now.obsolete.count("t:empty:text"), 0U);
}

TEST(CatalogUpdate, ATextThatComesBackBringsItsTranslation) {
  const Catalog without = Updated(Old(), kPlaces);
  auto places = kPlaces;
  places.push_back({"t:gone:text", "Gone.", {}});
  const Catalog with = Updated(without, places);
  EXPECT_EQ(with.entries.at("t:gone:text").text, "Hayupo.");
  EXPECT_FALSE(with.entries.at("t:gone:text").fuzzy);
  EXPECT_TRUE(with.obsolete.empty());
}

TEST(CatalogUpdate, WhatIsWrittenReadsTheSameAndStaysTheSame) {
  const Catalog now = Updated(Old(), kPlaces);
  const std::string text = WriteCatalog(now, kPlaces);
  const Catalog read = Read(text);
  EXPECT_EQ(read.language, "sw");
  EXPECT_EQ(read.Field("X-Review"), "needs native review");
  ASSERT_EQ(read.entries.size(), now.entries.size());
  for (const auto& [context, entry] : now.entries) {
    const Translation& back = read.entries.at(context);
    EXPECT_EQ(back.source, entry.source) << context;
    EXPECT_EQ(back.text, entry.text) << context;
    EXPECT_EQ(back.fuzzy, entry.fuzzy) << context;
    EXPECT_EQ(back.previous, entry.previous) << context;
  }
  EXPECT_EQ(read.obsolete.size(), 1U);
  EXPECT_EQ(WriteCatalog(Updated(read, kPlaces), kPlaces), text);
}

}  // namespace
}  // namespace tipline::flows
