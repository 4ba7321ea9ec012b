// A language is added by one PO file and one line of configuration, and nothing else: lint has no
// error, people can choose it and are spoken to in it.
#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "flows/engine/catalog_update.h"
#include "flows/engine/documents.h"
#include "flows/lint/lint.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;

constexpr const char* kQuestion = "0 stop, * language\nOhhe saffe?";

// The files of `main`, and the one line.
std::vector<SourceFile> FilesWithTheLine() {
  auto files = SelectFlows("main", SourcesIn("config/flows", ".json"));
  EXPECT_TRUE(files) << (files ? "" : files.error().message);
  Json root = Json::parse(files->front().text);
  root["languages"].push_back("xx");
  files->front().text = root.dump();
  return *files;
}

// The one PO file, as export makes it, filled in.
SourceFile Translated(const std::vector<SourceFile>& files) {
  const auto bundle = Compile(files, {});
  EXPECT_TRUE(bundle) << (bundle ? "" : bundle.error().message);
  auto places = PlacesOf(bundle->data());
  for (Place& place : ListPlaces(Json(), "en", {}))
    places.push_back(std::move(place));
  Catalog catalog = Updated(NewCatalog("xx"), places);
  for (auto& [context, entry] : catalog.entries)
    entry.text = context.starts_with("words:") ? "xx" + entry.source : entry.source;
  catalog.entries["main:safe:text"].text = kQuestion;
  catalog.entries["words:name"].text = "Exxish";
  catalog.entries["words:digit.1"].text = "unx";
  return {"config/flows/xx.po", WriteCatalog(catalog, places)};
}

std::vector<SourceFile> Catalogs(const std::vector<SourceFile>& files) {
  auto catalogs = SourcesIn("config/flows", ".po");
  catalogs.push_back(Translated(files));
  return catalogs;
}

TEST(NewLanguage, LintHasNothingAgainstIt) {
  auto files = FilesWithTheLine();
  for (SourceFile& catalog : Catalogs(files))
    files.push_back(std::move(catalog));
  for (const Finding& finding : Lint(files))
    EXPECT_NE(finding.severity, Severity::kError) << FormatFinding(finding);
}

TEST(NewLanguage, IsMissedUntilThereIsACatalog) {
  auto files = FilesWithTheLine();
  for (SourceFile& catalog : SourcesIn("config/flows", ".po"))
    files.push_back(std::move(catalog));
  const auto findings = Lint(files);
  EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.severity == Severity::kError && finding.language == "xx" &&
           finding.text.find("xx.po") != std::string::npos;
  }));
}

TEST(NewLanguage, IsChosenByItsNameAndSpoken) {
  const auto files = FilesWithTheLine();
  const auto compiled = Compile(files, Catalogs(files));
  ASSERT_TRUE(compiled) << compiled.error().message;
  const Bundle bundle = compiled->WithVersion(1);
  Input input;
  input.opens = true;
  Turn turn = Advance(bundle, {}, input);
  input.opens = false;
  std::string list = turn.screen;  // it takes pages by now
  for (int page = 0; page < 4 && list.find("Exxish") == std::string::npos; ++page) {
    input.text = "7";
    turn = Advance(bundle, std::move(turn.session), input);
    list += turn.screen;
  }
  EXPECT_NE(list.find("Exxish"), std::string::npos);
  for (const char* typed : {"exxish", "unx"}) {
    auto session = DecodeSession(EncodeSession(turn.session));
    ASSERT_TRUE(session) << session.error().message;
    input.text = typed;
    turn = Advance(bundle, *std::move(session), input);
    if (std::string(typed) == "exxish") {
      EXPECT_EQ(turn.screen.find(kQuestion), 0U) << turn.screen;
    }
  }
  EXPECT_EQ(turn.session.language, "xx");
  EXPECT_EQ(turn.screen.find("Who is this about?"), 0U) << turn.screen;
}

}  // namespace
}  // namespace tipline::flows::testing
