#include "workers/cli/run.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipline::cli {
namespace {

using ::testing::HasSubstr;

struct Outcome {
  int code = -1;
  std::string out, err;
};

Outcome Tipline(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "tipline");
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Outcome outcome;
  outcome.code = Run(static_cast<int>(arguments.size()), arguments.data());
  outcome.out = ::testing::internal::GetCapturedStdout();
  outcome.err = ::testing::internal::GetCapturedStderr();
  return outcome;
}

TEST(CliRunTest, HelpAndVersionAreAnswers) {
  const Outcome help = Tipline({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, HasSubstr("Exit codes"));
  EXPECT_THAT(help.out, HasSubstr("keys"));
  const Outcome version = Tipline({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_EQ(version.out, "tipline " TIPLINE_VERSION "\n");
}

TEST(CliRunTest, AnUnknownCommandIsWrongUseWithASuggestion) {
  const Outcome top = Tipline({"--config", "x", "kes", "show"});
  EXPECT_EQ(top.code, 2);
  EXPECT_THAT(top.err, HasSubstr("unknown command \"kes\" of tipline; did you mean \"keys\"?"));
  const Outcome below = Tipline({"keys", "shwo"});
  EXPECT_EQ(below.code, 2);
  EXPECT_THAT(below.err, HasSubstr("unknown command \"shwo\" of keys; did you mean \"show\"?"));
  EXPECT_EQ(Tipline({}).code, 2);
  EXPECT_EQ(Tipline({"keys", "show", "--colour"}).code, 2);
}

}  // namespace
}  // namespace tipline::cli
