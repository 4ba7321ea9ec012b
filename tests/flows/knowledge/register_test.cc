// Registers of recruiters and lists of employers: documents that are refused, and what is found in
// those that are not; the form of their cases is in source_data.h.
#include <gtest/gtest.h>

#include "flows/knowledge/knowledge.h"
#include "tests/flows/knowledge/source_data.h"
#include "tests/flows/stories/story.h"

namespace tipline::flows::testing {
namespace {

TEST(RegisterSource, AnswersAsItsDataSays) {
  CheckSource("register");
}

TEST(EmployersSource, AnswersAsItsDataSays) {
  CheckSource("employers");
}

TEST(RegisterSource, TheSandboxDataCanBeRead) {
  for (const char* name : {"register", "employers"}) {
    const auto source = DecodeSource(name, ReadFile("config/data/" + std::string(name) + ".json"));
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_GT((*source)->size(), 1U);
  }
}

}  // namespace
}  // namespace tipline::flows::testing
