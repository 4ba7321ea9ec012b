#include "gateway/webhooks/spool_order.h"

#include <gtest/gtest.h>

namespace tipline::gateway {
namespace {

TEST(SpoolOrderTest, WhoHasAMessageInTheSpoolWaitsBehindIt) {
  SpoolOrder order(0);
  EXPECT_FALSE(order.MustWait("a"));
  order.Add("a");
  order.Add("a");
  EXPECT_TRUE(order.MustWait("a"));
  EXPECT_FALSE(order.MustWait("b"));
  order.Replayed("a");
  EXPECT_TRUE(order.MustWait("a"));
  order.Replayed("a");
  EXPECT_FALSE(order.MustWait("a"));
}

TEST(SpoolOrderTest, EverybodyWaitsForWhatAnEarlierProcessLeft) {
  SpoolOrder order(2);
  order.Add("a");
  EXPECT_TRUE(order.MustWait("b"));
  order.Replayed("x");
  order.Replayed("y");
  EXPECT_FALSE(order.MustWait("b"));
  EXPECT_TRUE(order.MustWait("a"));
  order.Replayed("a");
  EXPECT_FALSE(order.MustWait("a"));
}

TEST(SpoolOrderTest, AnAppendThatFailedHoldsNobodyUp) {
  SpoolOrder order(0);
  order.Add("a");
  order.Done("a");
  EXPECT_FALSE(order.MustWait("a"));
}

}  // namespace
}  // namespace tipline::gateway
