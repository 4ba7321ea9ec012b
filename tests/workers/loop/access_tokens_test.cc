#include "workers/loop/access_tokens.h"

#include <gtest/gtest.h>

namespace tipline::workers {
namespace {

const TimePoint kNow = FromMillis(1'790'000'000'000);
constexpr Millis kHour{3'600'000};

gateway::AccessToken Token(const char* value, Millis lasts = kHour) {
  return {Secret<std::string>(value), lasts};
}

TEST(AccessTokens, OneFetchesAndTheOthersWait) {
  AccessTokens tokens;
  EXPECT_TRUE(tokens.Get("a", kNow).fetch);
  EXPECT_FALSE(tokens.Get("a", kNow).fetch);
  EXPECT_TRUE(tokens.Get("b", kNow).fetch);
  tokens.Fetched("a", Token("t1"), kNow);
  const auto held = tokens.Get("a", kNow + Millis(1));
  EXPECT_EQ(held.value.Reveal(), "t1");
  EXPECT_FALSE(held.fetch);
}

TEST(AccessTokens, IsRenewedBeforeItEndsAndUsedMeanwhile) {
  AccessTokens tokens;
  tokens.Get("a", kNow);
  tokens.Fetched("a", Token("t1"), kNow);
  const TimePoint soon = kNow + kHour - kTokenEndsEarly;
  EXPECT_FALSE(tokens.Get("a", soon - Millis(1)).fetch);
  const auto first = tokens.Get("a", soon);
  EXPECT_TRUE(first.fetch);
  EXPECT_EQ(first.value.Reveal(), "t1");
  EXPECT_FALSE(tokens.Get("a", soon).fetch);
  EXPECT_TRUE(tokens.Get("a", kNow + kHour).value.empty());
  tokens.Fetched("a", Token("t2"), soon);
  EXPECT_EQ(tokens.Get("a", kNow + kHour).value.Reveal(), "t2");
}

TEST(AccessTokens, AShortLifeIsRenewedInItsLastTenth) {
  AccessTokens tokens;
  tokens.Get("a", kNow);
  tokens.Fetched("a", Token("t1", Millis(10'000)), kNow);
  EXPECT_FALSE(tokens.Get("a", kNow + Millis(8'999)).fetch);
  EXPECT_TRUE(tokens.Get("a", kNow + Millis(9'000)).fetch);
}

TEST(AccessTokens, AFailureIsTriedAgainLaterAndLater) {
  AccessTokens tokens;
  tokens.Get("a", kNow);
  tokens.Failed("a", kNow);
  EXPECT_FALSE(tokens.Get("a", kNow + kFirstTokenRetry - Millis(1)).fetch);
  EXPECT_TRUE(tokens.Get("a", kNow + kFirstTokenRetry).fetch);
  tokens.Failed("a", kNow);
  EXPECT_FALSE(tokens.Get("a", kNow + kFirstTokenRetry).fetch);
  for (int i = 0; i < 20; ++i)
    tokens.Failed("a", kNow);
  EXPECT_TRUE(tokens.Get("a", kNow + kLastTokenRetry).fetch);
}

TEST(AccessTokens, WhoWasToFetchItMayBeGone) {
  AccessTokens tokens;
  tokens.Get("a", kNow);
  EXPECT_FALSE(tokens.Get("a", kNow + kTokenFetchLasts - Millis(1)).fetch);
  EXPECT_TRUE(tokens.Get("a", kNow + kTokenFetchLasts).fetch);
}

TEST(AccessTokens, ARefusedOneIsReplacedOnce) {
  AccessTokens tokens;
  tokens.Get("a", kNow);
  tokens.Fetched("a", Token("t1"), kNow);
  const uint64_t first = tokens.Get("a", kNow).number;
  EXPECT_TRUE(tokens.Refused("a", first));
  EXPECT_TRUE(tokens.Refused("a", first));  // another request that went with it
  EXPECT_TRUE(tokens.Get("a", kNow).fetch);
  tokens.Fetched("a", Token("t2"), kNow);
  const uint64_t second = tokens.Get("a", kNow).number;
  EXPECT_TRUE(tokens.Refused("a", first));
  EXPECT_EQ(tokens.Get("a", kNow).value.Reveal(), "t2");
  EXPECT_FALSE(tokens.Refused("a", second));  // it is not the token
  tokens.Get("a", kNow);
  tokens.Fetched("a", Token("t3"), kNow);
  tokens.Worked("a", tokens.Get("a", kNow).number);
  EXPECT_TRUE(tokens.Refused("a", tokens.Get("a", kNow).number));
}

}  // namespace
}  // namespace tipline::workers
