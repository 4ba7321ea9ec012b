// Runs the program, because it kills its own workers.
#include <string>

#include <gtest/gtest.h>

#include "tests/support/process.h"

namespace tipline::proof {
namespace {

TEST(OutboundProof, NothingIsLostNorSentTwiceWithoutNeedNorTooFast) {
  const auto done = testing::RunProgram(
      {TIPLINE_BIN_DIR "/tipline-outbound-proof", "--messages", "600", "--channels", "4", "--kills",
       "3", "--restarts", "1", "--outages", "2", "--limit", "280"},
      "", {}, std::chrono::seconds(295));
  EXPECT_EQ(done.code, 0) << done.out;
}

TEST(OutboundProof, SaysWhatItCannotRead) {
  const auto done =
      testing::RunProgram({TIPLINE_BIN_DIR "/tipline-outbound-proof", "--records", "paper"});
  EXPECT_NE(done.code, 0);
}

}  // namespace
}  // namespace tipline::proof
