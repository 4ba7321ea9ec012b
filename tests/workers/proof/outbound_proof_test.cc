#include "tests/workers/proof/outbound_proof.h"

#include <iostream>

#include <gtest/gtest.h>

namespace tipline::proof {
namespace {

TEST(OutboundProof, EachMessageThatCanBeDeliveredIsDeliveredOnceAndNoRateIsExceeded) {
  ProofOptions options;
  options.messages = 240;
  options.channels = 2;
  options.rate_per_second = 60;
  options.restarts = 1;
  options.clock_speed = 20;
  options.limit_seconds = 100;
  const ProofResult result = ProveOutbound(options);
  if (!result.wrong.empty()) Print(options, result, std::cerr);
  EXPECT_TRUE(result.wrong.empty());
}

}  // namespace
}  // namespace tipline::proof
