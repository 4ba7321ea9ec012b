// Whole conversations with the flows that we ship: every file of tests/data/stories is one story or
// a list of them.
#include <map>

#include <gtest/gtest.h>

#include "flows/engine/bundle_data.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;

const Bundle& Published(const std::string& name) {
  static std::map<std::string, Bundle> bundles;
  auto found = bundles.find(name);
  if (found == bundles.end()) found = bundles.emplace(name, PublishedBundle(name)).first;
  return found->second;
}

const Bundle& BundleOf(const Json& story) {
  const std::string flow = story.value("flow", "main");
  const bool within = Published("main").data().FindFlow(flow) >= 0;
  return Published(within ? "main" : flow);
}

class Stories : public ::testing::TestWithParam<std::string> {};

TEST_P(Stories, EndsAsWritten) {
  const Json file = Json::parse(ReadFile(GetParam()));
  for (const Json& story : file.is_array() ? file : Json::array({file})) {
    SCOPED_TRACE(GetParam() + " " + story.value("name", ""));
    PlayStory(BundleOf(story), story);
  }
}

// What the person gets and what is filed is the same wherever the line breaks.
TEST_P(Stories, EndsAlikeWhereverTheLineBreaks) {
  const Json file = Json::parse(ReadFile(GetParam()));
  int breaks = 0;
  for (const Json& story : file.is_array() ? file : Json::array({file})) {
    SCOPED_TRACE(GetParam() + " " + story.value("name", ""));
    for (size_t turn = 1; turn <= story.at("turns").size() && !HasFailure(); ++turn) {
      SCOPED_TRACE("the line breaks before turn " + std::to_string(turn));
      if (PlayStory(BundleOf(story), story, turn)) ++breaks;
    }
  }
  RecordProperty("breaks", breaks);
}

std::string NameOf(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(info.param.rfind('/') + 1);
  name.resize(name.size() - std::string(".json").size());
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, Stories, ::testing::ValuesIn(FilesIn("tests/data/stories", ".json")),
                         NameOf);

}  // namespace
}  // namespace tipline::flows::testing
