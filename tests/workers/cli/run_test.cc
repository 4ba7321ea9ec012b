#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workers/cli/call.h"

namespace tipline::cli {
namespace {

using ::testing::HasSubstr;

TEST(CliRunTest, HelpAndVersionAreAnswers) {
  const Called help = Call({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, HasSubstr("Exit codes"));
  EXPECT_THAT(help.out, HasSubstr("keys"));
  const Called version = Call({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_EQ(version.out, "tipline " TIPLINE_VERSION "\n");
}

TEST(CliRunTest, AnUnknownCommandIsWrongUseWithASuggestion) {
  const Called top = Call({"--config", "x", "kes", "show"});
  EXPECT_EQ(top.code, 2);
  EXPECT_THAT(top.err, HasSubstr("unknown command \"kes\" of tipline; did you mean \"keys\"?"));
  const Called below = Call({"keys", "shwo"});
  EXPECT_EQ(below.code, 2);
  EXPECT_THAT(below.err, HasSubstr("unknown command \"shwo\" of keys; did you mean \"show\"?"));
  EXPECT_EQ(Call({}).code, 2);
  EXPECT_EQ(Call({"keys", "show", "--colour"}).code, 2);
}

}  // namespace
}  // namespace tipline::cli
