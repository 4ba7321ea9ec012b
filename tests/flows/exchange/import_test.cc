// Files of others: what they become, played; and what is refused, with its place.
#include "flows/exchange/import.h"

#include <gtest/gtest.h>

#include "flows/lint/lint.h"
#include "tests/flows/exchange/normal_form.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;

Json Cases(const char* name) {
  return Json::parse(ReadFile(std::string("tests/data/exchange/") + name));
}

bool Lists(const exchange::Imported& imported, const std::string& what) {
  return std::any_of(imported.losses.begin(), imported.losses.end(), [&](const auto& loss) {
    return loss.what.find(what) != std::string::npos ||
           (what == "audio" && loss.why.starts_with("no text"));
  });
}

std::string Everything(const exchange::Imported& imported) {
  std::string text;
  for (const auto& flow : imported.flows)
    text += flow.document;
  for (const auto& loss : imported.losses)
    text += loss.flow + ":" + loss.step + ": " + loss.what + ": " + loss.why + "\n";
  return text;
}

TEST(Import, FilesOfOthersArePlayed) {
  for (const Json& one : Cases("imports.json")) {
    SCOPED_TRACE(one["name"]);
    const auto imported = exchange::Import({"theirs.json", one["file"].dump()}, "");
    ASSERT_TRUE(imported) << imported.error().message;
    SCOPED_TRACE(Everything(*imported));
    EXPECT_EQ(imported->flows.front().name, one["flow"]);
    const Bundle bundle = BundleOf(*imported);
    EXPECT_EQ(Json(bundle.languages()), one["languages"]);
    for (const Json& what : one["losses"])
      EXPECT_TRUE(Lists(*imported, what)) << what;
    EXPECT_EQ(imported->losses.size(), one["losses"].size());
    for (const Json& story : one["stories"])
      PlayStory(bundle, story);
  }
}

// Beside what the importer prints for its editor: words and terms of a language, which a file has
// not, texts that it lacks, retry texts that stood before the question there.
TEST(Import, PassesLint) {
  for (const Json& one : Cases("imports.json")) {
    SCOPED_TRACE(one["name"]);
    const auto imported = exchange::Import({"theirs.json", one["file"].dump()}, "");
    ASSERT_TRUE(imported);
    auto files = DocumentsOf(*imported);
    for (SourceFile& file : CatalogsOf(*imported))
      files.push_back(std::move(file));
    for (const Finding& finding : Lint(files))
      if (finding.severity == Severity::kError && finding.rule != "missing_translation" &&
          finding.rule != "missing_words" && finding.rule != "over_budget" &&
          finding.rule != "blind_retry")
        ADD_FAILURE() << FormatFinding(finding);
  }
}

TEST(Import, TakesTheNameGiven) {
  const Json one = Cases("imports.json").at(1);
  const auto imported = exchange::Import({"theirs.json", one["file"].dump()}, "wells");
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_EQ(imported->flows.front().name, "wells");
  EXPECT_FALSE(exchange::Import({"theirs.json", one["file"].dump()}, "well_broken"));
}

const char* const kNode =
    R"({"uuid":"6e000000-0000-4000-8000-000000000001","name":"x","spec_version":"14.4.2",)"
    R"("language":"eng","type":"messaging","nodes":[{"uuid":"6e000000-0000-4000-8000-000000000010",)"
    R"("actions":[{"uuid":"6e000000-0000-4000-8000-000000000011","type":"send_msg","text":"Hello"}],)"
    R"("exits":[{"uuid":"6e000000-0000-4000-8000-000000000012"}]}]})";
const char* const kBlock =
    R"({"specification_version":"1.0.0-rc4","flows":[{"uuid":"5d2f0a10-0000-4000-8000-000000000002",)"
    R"("name":"x","languages":[{"id":"eng","iso_639_3":"eng"}],)"
    R"("first_block_id":"5d2f0a10-0000-4000-8000-000000000010","blocks":[)"
    R"({"uuid":"5d2f0a10-0000-4000-8000-000000000010","name":"hello",)"
    R"("type":"MobilePrimitives.Message","config":{"prompt":"5d2f0a10-0000-4000-8000-000000000100"},)"
    R"("exits":[{"uuid":"5d2f0a10-0000-4000-8000-000000000011","name":"d","default":true,)"
    R"("destination_block":null}]}],"resources":[{"uuid":"5d2f0a10-0000-4000-8000-000000000100",)"
    R"("values":[{"language_id":"eng","content_type":"TEXT","modes":["TEXT"],"value":"Hello"}]}]}]})";

std::string TextOfCase(const Json& one) {
  if (one.contains("text")) return one["text"];
  if (one.contains("repeat")) {
    std::string text;
    for (int i = 0; i < one["repeat"][1]; ++i)
      text += one["repeat"][0];
    return text;
  }
  Json file = Json::parse(one["base"] == "node" ? kNode : kBlock);
  if (one.contains("patch")) file = file.patch(one["patch"]);
  if (one.contains("grow")) {
    Json& list = file[Json::json_pointer(one["grow"][0].get<std::string>())];
    while (list.size() < one["grow"][1])
      list.push_back(list.front());
  }
  return file.dump();
}

TEST(Import, RefusesWithThePlace) {
  ASSERT_TRUE(exchange::Import({"n.json", kNode}, ""));
  ASSERT_TRUE(exchange::Import({"b.json", kBlock}, ""));
  for (const Json& one : Cases("refused.json")) {
    SCOPED_TRACE(one["name"]);
    const auto imported = exchange::Import({"theirs.json", TextOfCase(one)}, "");
    ASSERT_FALSE(imported);
    EXPECT_NE(imported.error().message.find(one["error"].get<std::string>()), std::string::npos)
        << imported.error().message;
  }
}

}  // namespace
}  // namespace tipline::flows::testing
