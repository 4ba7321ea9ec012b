// Providers that want an access token.

#include "tests/workers/loop/sender_world.h"

namespace tipline::workers {
namespace {

class SenderTokenTest : public SenderWorld {
 protected:
  void SetUp() override {
    SenderWorld::SetUp();
    UseLending();
  }
};

TEST_P(SenderTokenTest, AnAccessTokenIsFetchedOnceAndAgainWhenItIsRefused) {
  int tokens = 0;
  provider_.Script([&](const testing::FakeRequest& request) {
    if (request.target == "/token")
      return testing::FakeAnswer{200, "token-" + std::to_string(++tokens), {}};
    const bool old = tokens == 1 && provider_.count() > 4;
    return testing::FakeAnswer{old ? 401 : 200, "{}", {}};
  });
  for (int i = 0; i < 3; ++i)
    PostMessage("m" + std::to_string(i));
  ASSERT_TRUE(StepUntil([&] {
    return StateOf("m0") == "sent" && StateOf("m1") == "sent" && StateOf("m2") == "sent";
  }));
  EXPECT_EQ(tokens, 1);
  PostMessage("m3");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m3") == "sent"; }));
  EXPECT_EQ(tokens, 2);
  EXPECT_NE(provider_.requests().back().head.find("token-2"), std::string::npos);
}

TEST_P(SenderTokenTest, WrongCredentialsOfATokenHoldTheMessages) {
  Answers(provider_, 401);
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "held"; }));
  EXPECT_EQ(Row("m1").reason, "access_token_refused");
  provider_.Script([](const testing::FakeRequest&) { return testing::FakeAnswer{200, "t", {}}; });
  clock_.Forward(kConfigProbe + std::chrono::seconds(1));
  EXPECT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
}

TEST_P(SenderTokenTest, ATokenThatDoesNotComeHoldsNobodyForLong) {
  Answers(provider_, 503);
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return provider_.count() > 0; }));
  clock_.Forward(kReadyAtMost + std::chrono::seconds(1));
  EXPECT_TRUE(StepUntil([&] { return Row("m1").state == "queued"; }));
  provider_.Script([](const testing::FakeRequest&) { return testing::FakeAnswer{200, "t", {}}; });
  EXPECT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(1));
    return StateOf("m1") == "sent";
  }));
}

TEST_P(SenderTokenTest, WhoWaitedTooLongForATokenGoesBackThoughOthersCame) {
  Answers(provider_, 503);
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sending"; }));
  clock_.Forward(kReadyAtMost - std::chrono::seconds(1));
  PostMessage("m2");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m2") == "sending"; }));
  clock_.Forward(std::chrono::seconds(2));
  bool back = false;
  for (int i = 0; i < 20 && !back; ++i) {
    lane_->Step(Millis(5));
    back = StateOf("m1") == "queued";
  }
  EXPECT_TRUE(back);
}

TEST_P(SenderTokenTest, WhatWaitsForATokenGoesBackWithItsPartition) {
  Answers(provider_, 503);
  PutInto("m1", OutboundClass::kReply, 3);
  Sender sender(*services_, *redis_, [](const std::string&) -> Status { return Unit{}; });
  ASSERT_TRUE(testing::Eventually([&] {
    EXPECT_TRUE(sender.Step({{3, 1}}, Millis(5)).has_value());
    return StateOf("m1") == "sending";
  }));
  ASSERT_TRUE(sender.Step({{2, 1}}, Millis(0)).has_value());
  EXPECT_EQ(StateOf("m1"), "queued");
}

TIPLINE_ON_BOTH_ENGINES(SenderTokenTest);

}  // namespace
}  // namespace tipline::workers
