#include "gateway/base/log.h"

#include <type_traits>

#include <gtest/gtest.h>

namespace tipline {
namespace {

TEST(LogTest, WritesOneLineOfKeysAndValues) {
  const std::string channel = "twilio";
  EXPECT_EQ(LogLine("info", "sent",
                    {{"channel", channel}, {"ms", 12}, {"retry", true}, {"why", "two words"}}),
            "level=info event=sent channel=twilio ms=12 retry=true why=\"two words\"");
  EXPECT_EQ(LogLine("error", "gone", {{"why", ""}}), "level=error event=gone why=\"\"");
}

TEST(LogTest, NoValueCanForgeALineOrReachATerminal) {
  EXPECT_EQ(LogLine("info", "x", {{"v", "a\nlevel=error"}}),
            "level=info event=x v=\"a\\nlevel=error\"");
  EXPECT_EQ(LogLine("info", "x", {{"v", "\x1b[2J"}}), "level=info event=x v=\"\\x1b[2J\"");
  EXPECT_EQ(LogLine("info", "x", {{"v", "say \"hi\"\\"}}),
            "level=info event=x v=\"say \\\"hi\\\"\\\\\"");
  EXPECT_EQ(LogLine("info", "x", {{"v", "\xc3\xa9\x7f"}}),
            "level=info event=x v=\"\\xc3\\xa9\\x7f\"");
}

TEST(LogTest, ASecretCannotBeLogged) {
  EXPECT_FALSE((std::is_constructible_v<LogField, const char*, Secret<std::string>>));
  EXPECT_TRUE((std::is_constructible_v<LogField, const char*, std::string>));
}

TEST(LogTest, GoesToStderrWithTimeAndProgram) {
  InitLog("tipline-test");
  ::testing::internal::CaptureStderr();
  LogError("take_in_failed", Unavailable("no answer"), {{"id", "01A"}});
  const std::string line = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(
      line.find("Z program=tipline-test level=error event=take_in_failed id=01A code=unavailable "
                "why=\"no answer\"\n"),
      23U)
      << line;
}

}  // namespace
}  // namespace tipline
