// The flows that we ship, out to the other side and in again: what both can express comes back.
#include <set>

#include <gtest/gtest.h>

#include "flows/engine/documents.h"
#include "flows/exchange/name_uuid.h"
#include "flows/lint/lint.h"
#include "tests/flows/exchange/normal_form.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;
using exchange::Exported;

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const SourceFile& file : SourcesIn("config/flows", ".json")) {
    if (IsWordList(file.path) || IsGlossary(file.path)) continue;
    names.push_back(Json::parse(file.text, nullptr, true, true).at("flow"));
  }
  return names;
}

Exported Export(const Bundle& bundle, Side side) {
  return side == Side::kFloip ? exchange::ExportFloip(bundle.data(), FromMillis(1'764'000'000'000))
                              : exchange::ExportGoflow(bundle.data());
}

std::string CaseName(const ::testing::TestParamInfo<std::tuple<std::string, Side>>& param) {
  const auto& [name, side] = param.param;
  return name + (side == Side::kFloip ? "_floip" : "_goflow");
}

class RoundTrip : public ::testing::TestWithParam<std::tuple<std::string, Side>> {};

TEST_P(RoundTrip, ComesBack) {
  const auto& [name, side] = GetParam();
  const Bundle bundle = PublishedBundle(name);
  const Exported exported = Export(bundle, side);
  const auto imported = exchange::Import({"exported.json", exported.json}, "");
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_EQ(imported->flows.front().name, name);
  const Json before = NormalForm(bundle, side);
  const Json after = NormalForm(BundleOf(*imported), side);
  EXPECT_EQ(before, after) << Json::diff(before, after).dump(1);
}

// The small flows of other tests: whatever a step kind can be told, it is told somewhere there.
std::vector<Json> Samples() {
  std::vector<Json> samples;
  for (const char* folder : {"tests/data/steps", "tests/data/engine", "tests/data/knowledge"})
    for (const SourceFile& file : SourcesIn(folder, ".json")) {
      const Json data = Json::parse(file.text);
      for (const Json& one : data.is_array() ? data : Json::array({data}))
        if (one.is_object() && one.contains("flow") && one["flow"].is_object()) {
          samples.push_back(one);
          samples.back()["file"] = file.path;
        }
    }
  return samples;
}

void ExpectBack(const Bundle& bundle, Side side) {
  const Exported exported = Export(bundle, side);
  const auto imported = exchange::Import({"exported.json", exported.json}, "");
  if (!imported && imported.error().message.find("runs itself") != std::string::npos) return;
  ASSERT_TRUE(imported) << imported.error().message;
  const Json before = NormalForm(bundle, side);
  const Json after = NormalForm(BundleOf(*imported), side);
  EXPECT_EQ(before, after) << Json::diff(before, after).dump(1);
}

TEST(RoundTripOfSamples, ComeBack) {
  const auto samples = Samples();
  EXPECT_GT(samples.size(), 200U);
  for (const Json& sample : samples) {
    SCOPED_TRACE(sample["file"].get<std::string>() + ": " + sample.value("name", ""));
    // A circle of steps that do nothing, which lint refuses, ends when it is taken.
    if (sample.value("name", "").starts_with("a loop that asks nothing")) continue;
    const Bundle bundle = BundleFrom(sample);
    for (const Side side : {Side::kFloip, Side::kGoflow})
      ExpectBack(bundle, side);
  }
}

// What came from elsewhere goes back there and comes again the same.
TEST(RoundTripOfSamples, FilesOfOthersComeBackAsTheyWereTaken) {
  for (const Json& one : Json::parse(ReadFile("tests/data/exchange/imports.json"))) {
    SCOPED_TRACE(one["name"]);
    const auto imported = exchange::Import({"theirs.json", one["file"].dump()}, "");
    ASSERT_TRUE(imported) << imported.error().message;
    const Bundle bundle = BundleOf(*imported);
    for (const Side side : {Side::kFloip, Side::kGoflow})
      ExpectBack(bundle, side);
  }
}

TEST_P(RoundTrip, SameBundleSameText) {
  const auto& [name, side] = GetParam();
  EXPECT_EQ(Export(PublishedBundle(name), side).json, Export(PublishedBundle(name), side).json);
}

// Everything that has a UUID has one of its own.
void CollectUuids(const Json& value, std::multiset<std::string>& uuids) {
  if (value.is_object() && value.contains("uuid") && value.contains("name") == false)
    uuids.insert(value["uuid"].get<std::string>());
  for (const Json& one : value)
    if (one.is_structured()) CollectUuids(one, uuids);
}

TEST_P(RoundTrip, UuidsAreUuidsAndUnique) {
  const auto& [name, side] = GetParam();
  std::multiset<std::string> uuids;
  CollectUuids(Json::parse(Export(PublishedBundle(name), side).json), uuids);
  EXPECT_FALSE(uuids.empty());
  for (const std::string& uuid : uuids) {
    EXPECT_TRUE(exchange::IsUuid(uuid)) << uuid;
    EXPECT_EQ(uuids.count(uuid), 1U) << uuid;
  }
}

INSTANTIATE_TEST_SUITE_P(Flows, RoundTrip,
                         ::testing::Combine(::testing::ValuesIn(Names()),
                                            ::testing::Values(Side::kFloip, Side::kGoflow)),
                         CaseName);

}  // namespace
}  // namespace tipline::flows::testing
