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
