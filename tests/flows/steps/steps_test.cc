// Walks the registry of step kinds: each has tests/data/steps/<kind>.json, a list of small flows
// with their conversations.
#include <gtest/gtest.h>

#include "flows/steps/kind.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows::testing {
namespace {

using Json = nlohmann::json;

bool Uses(const Json& test, const std::string& kind) {
  for (const Json& step : test.at("flow").at("steps"))
    if (step.at("kind") == kind) return true;
  return false;
}

TEST(StepKinds, EachBehavesAsItsDataSays) {
  const auto kinds = StepKinds();
  ASSERT_GE(kinds.size(), 15U);
  for (const StepKind* kind : kinds) {
    const std::string name = kind->name();
    const Json tests = Json::parse(ReadFile("tests/data/steps/" + name + ".json"));
    ASSERT_FALSE(tests.empty()) << name;
    for (const Json& test : tests) {
      SCOPED_TRACE(name + ": " + test.at("name").get<std::string>());
      EXPECT_TRUE(Uses(test, name)) << "the test does not use its kind";
      PlayStory(BundleFrom(test), test);
    }
  }
}

TEST(StepKinds, HaveNoDataWithoutAKind) {
  for (const std::string& file : FilesIn("tests/data/steps", ".json")) {
    const std::string name = file.substr(file.rfind('/') + 1);
    EXPECT_NE(FindStepKind(name.substr(0, name.size() - 5)), nullptr) << file;
  }
}

}  // namespace
}  // namespace tipline::flows::testing
