// Which channel a message goes on, access tokens, and the rate that all share.
#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "gateway/base/outbound_box.h"
#include "gateway/http/message.h"
#include "gateway/providers/common.h"
#include "tests/workers/jobs/worker_world.h"
#include "workers/loop/sender.h"

namespace tipline::workers {
namespace {

// A provider that lends a key for a while: POST /token, POST /send with it.
class Lending final : public gateway::Provider {
 public:
  gateway::ProviderInfo Info() const override { return {}; }
  std::vector<gateway::SecretName> Secrets() const override { return {}; }
  Status Authenticate(const http::Request&, InboundKind, std::string_view, const ChannelSettings&,
                      const Settings&) const override {
    return Unit{};
  }
  Result<Inbound> Parse(const http::Request&, InboundKind, const ChannelSettings&) const override {
    return NotFound("nothing");
  }
  http::Response Render(const Inbound&, const gateway::Reply&) const override { return {}; }
  bool CarriesSmsReply() const override { return false; }
  Result<std::optional<gateway::SendRequest>> BuildToken(const ChannelSettings& channel,
                                                         TimePoint) const override {
    gateway::SendRequest request;
    request.url = channel.api_url + "/token";
    return std::optional(request);
  }
  Result<gateway::AccessToken> ReadToken(const gateway::SendReply& reply) const override {
    if (reply.status == 401) return Denied("wrong credentials");
    if (reply.status != 200) return Unavailable("later");
    return gateway::AccessToken{Secret<std::string>(reply.body), Millis(3'600'000)};
  }
  Result<gateway::SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                         const gateway::SendContext& context) const override {
    gateway::SendRequest request;
    request.url = channel.api_url + "/message";
    request.headers = {{"Authorization", std::string(context.access_token)}};
    request.body = message.id;
    return request;
  }
  gateway::SendResult ReadSend(const gateway::SendReply& reply) const override {
    return gateway::ResultOfHttp(reply);
  }
};

class SenderFailoverTest : public WorkerTest {
 protected:
  void SetUp() override {
    WorkerTest::SetUp();
    ChannelSettings second = settings_.channels["generic"];
    second.id = "second";
    second.api_url = second_.url() + "/send";
    second.sender = "SECOND";
    settings_.channels["second"] = second;
    settings_.channels["generic"].failover = {"second"};
  }
  void Answers(testing::FakeProvider& provider, int status) {
    provider.Script([status](const auto&) { return testing::FakeAnswer{status, "{}", {}}; });
  }
  static nlohmann::json Body(const testing::FakeProvider& provider, size_t i) {
    return nlohmann::json::parse(provider.requests().at(i).body);
  }
  void Lend() {
    static const gateway::RegisterProvider kLending("lending", std::make_unique<Lending>());
    settings_.channels["generic"].provider = "lending";
    settings_.channels["generic"].api_url = provider_.url();
    settings_.channels["generic"].failover.clear();
  }
  // In the records at once, as a lane before this one left it.
  void PutInto(const std::string& id, OutboundClass kind, int partition) {
    Outbound message;
    message.id = id;
    message.kind = kind;
    message.channel = "generic";
    message.to = Secret<std::string>("+254711000007");
    message.text = Secret<std::string>("CANARYWORDS");
    message.created_at = clock_.Now();
    store::OutboundRow row;
    row.id = id;
    row.kind = kind;
    row.channel = "generic";
    row.partition = partition;
    row.created_at = clock_.Now();
    row.box = SealOutbound(keys_, EncodeOutbound(message));
    ASSERT_TRUE(services_->outbound.Add({row}).has_value());
  }
  // Within a few seconds of real time.
  bool Soon(const std::function<bool()>& ready) {
    return testing::Eventually(
        [&] {
          lane_->Step(Millis(5));
          return ready();
        },
        std::chrono::seconds(8));
  }
  testing::FakeProvider second_;
};

TEST_P(SenderFailoverTest, WhatWasSurelyNotTakenGoesElsewhereUnderTheSameId) {
  Answers(provider_, 503);
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(1));
    return StateOf("m1") == "sent";
  }));
  EXPECT_EQ(provider_.count(), static_cast<size_t>(flows::kFailuresHere));
  ASSERT_EQ(second_.count(), 1U);
  EXPECT_EQ(Body(second_, 0).at("id"), "m1");
  EXPECT_EQ(Body(second_, 0).at("from"), "SECOND");
  EXPECT_EQ(Row("m1").channel, "second");
  EXPECT_EQ(Row("m1").tried, "generic");
}

TEST_P(SenderFailoverTest, AnAlertGoesElsewhereAtOnce) {
  Answers(provider_, 503);
  PostMessage("m1", OutboundClass::kAlert);
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(provider_.count(), 1U);
  EXPECT_EQ(second_.count(), 1U);
}

TEST_P(SenderFailoverTest, WhileSomebodyMayHaveItOnlyWhenTheTriesAreUsedUp) {
  provider_.Next({{200, "", {}, false, true}});  // takes it and closes the connection
  Answers(provider_, 503);
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(20));
    return StateOf("m1") == "sent" || provider_.count() > 1U + kMaxUnsureRetries;
  }));
  EXPECT_EQ(provider_.count(), 1U + kMaxUnsureRetries);
  EXPECT_EQ(second_.count(), 1U);
  EXPECT_EQ(Row("m1").channel, "second");
  EXPECT_EQ(Row("m1").tried, "generic");
}

TEST_P(SenderFailoverTest, WhatACrashLeftDoesNotWaitForAChannelThatIsStopped) {
  PutInto("a1", OutboundClass::kAlert, 0);
  Say("UPDATE outbound SET state = 'sending', attempts = 1, updated_at = 1");
  Answers(provider_, 401);
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(20));
    return StateOf("a1") == "sent" || provider_.count() > 1U + kMaxUnsureRetries;
  }));
  EXPECT_EQ(StateOf("a1"), "sent");
  EXPECT_LE(provider_.count(), 2U);
  EXPECT_EQ(second_.count(), 1U);
}

TEST_P(SenderFailoverTest, AnAlertDoesNotWaitForTheEndOfALongPause) {
  PostMessage("m0");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m0") == "sent"; }));
  provider_.Script([](const auto&) {
    return testing::FakeAnswer{429, "{}", {{"Retry-After", "3600"}}};
  });
  PostMessage("m1");  // meets it, and goes elsewhere
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  PostMessage("r1");
  PostMessage("a1", OutboundClass::kAlert);
  ASSERT_TRUE(Soon([&] { return StateOf("a1") == "sent"; }));
  EXPECT_EQ(Row("a1").channel, "second");
  EXPECT_EQ(Row("a1").attempts, 1);
  EXPECT_EQ(Row("r1").state, "queued");
  EXPECT_EQ(Row("r1").channel, "generic");
  StartAfresh();  // a worker that met no 429 itself
  PostMessage("a2", OutboundClass::kAlert);
  ASSERT_TRUE(Soon([&] { return StateOf("a2") == "sent"; }));
  EXPECT_EQ(Row("a2").channel, "second");
  EXPECT_EQ(provider_.count(), 2U);
}

TEST_P(SenderFailoverTest, AnAlertThatNobodyCanCarryWaitsForTheEndOfThePause) {
  settings_.channels["second"].countries = {"UG"};
  provider_.Script([](const auto&) {
    return testing::FakeAnswer{429, "{}", {{"Retry-After", "60"}}};
  });
  PostMessage("a1", OutboundClass::kAlert);
  ASSERT_TRUE(StepUntil([&] { return provider_.count() == 1 && StateOf("a1") == "queued"; }));
  PostMessage("a2", OutboundClass::kAlert);
  ASSERT_TRUE(StepUntil([&] { return StateOf("a2") == "queued"; }));
  for (int i = 0; i < 20; ++i)
    lane_->Step(Millis(5));
  EXPECT_EQ(provider_.count(), 1U);
  EXPECT_EQ(Row("a2").attempts, 0);
}

TEST_P(SenderFailoverTest, WhenTheTriesAreUsedUpItIsBetterThanNothing) {
  provider_.Script([](const auto&) {
    testing::FakeAnswer answer;
    answer.drop = true;
    return answer;
  });
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(20));
    return StateOf("m1") == "sent";
  }));
  EXPECT_EQ(provider_.count(), 1U + kMaxUnsureRetries);
  EXPECT_EQ(second_.count(), 1U);
}

TEST_P(SenderFailoverTest, AStoppedChannelIsPassedOver) {
  Answers(provider_, 401);
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  for (int i = 2; i < 6; ++i)
    PostMessage("m" + std::to_string(i));
  ASSERT_TRUE(StepUntil([&] { return StateOf("m5") == "sent"; }));
  EXPECT_EQ(provider_.count(), 1U);
  EXPECT_EQ(second_.count(), 5U);
}

TEST_P(SenderFailoverTest, WhatReportsSayOfARouteCounts) {
  settings_.channels["generic"].failover.clear();
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  Report("m1", DeliveryState::kFailed, "report1");
  Report("m1", DeliveryState::kFailed, "report2");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "failed"; }));
  RunUntilIdle();
  const auto evidence = services_->health.EvidenceOf("generic", "KE", "", clock_.Now());
  EXPECT_EQ(evidence.reports, 1);
  EXPECT_EQ(evidence.delivered_share, 0);
}

TEST_P(SenderFailoverTest, OnlyToCountriesThatAChannelServes) {
  settings_.channels["generic"].countries = {"TZ"};  // the number is of Kenya
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(second_.count(), 1U);
  settings_.channels["second"].countries = {"UG"};
  PostMessage("m2");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m2") == "held"; }));
  EXPECT_EQ(Row("m2").reason, "country_not_served");
  settings_.channels["generic"].countries = {"KE"};
  StartAfresh();
  EXPECT_TRUE(StepUntil([&] { return StateOf("m2") == "sent"; }));
}

TEST_P(SenderFailoverTest, AnAlertThatNoChannelCarriesPassesItsReferralOn) {
  settings_.channels["generic"].failover.clear();
  settings_.channels["generic"].countries = {"TZ"};  // the responders are of Kenya
  Send(MakeTip("tip1", "my boss keeps my passport and beats us", true));
  ASSERT_TRUE(StepUntil([&] { return Cases().size() == 1; }));
  ASSERT_TRUE(Soon([&] {
    const auto referrals = ReferralsOf(Cases()[0].item);
    return referrals.size() == 2 && referrals[0].status == "expired";
  }));
  const auto first = Row(ReferralsOf(Cases()[0].item)[0].id);
  EXPECT_EQ(first.state, "failed");
  EXPECT_EQ(first.reason, "country_not_served");
}

TEST_P(SenderFailoverTest, TheSenderThatACountryWants) {
  settings_.channels["generic"].senders = {{"KE", "INFO"}, {"TZ", ""}};
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(Body(provider_, 0).at("from"), "INFO");
  settings_.channels["generic"].senders = {{"KE", ""}};
  PostMessage("m2");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m2") == "sent"; }));
  EXPECT_EQ(Body(provider_, 1).at("from"), "");
}

TEST_P(SenderFailoverTest, AnAccessTokenIsFetchedOnceAndAgainWhenItIsRefused) {
  Lend();
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

TEST_P(SenderFailoverTest, WrongCredentialsOfATokenHoldTheMessages) {
  Lend();
  Answers(provider_, 401);
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "held"; }));
  EXPECT_EQ(Row("m1").reason, "access_token_refused");
  provider_.Script([](const testing::FakeRequest&) { return testing::FakeAnswer{200, "t", {}}; });
  clock_.Forward(kConfigProbe + std::chrono::seconds(1));
  EXPECT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
}

TEST_P(SenderFailoverTest, ATokenThatDoesNotComeHoldsNobodyForLong) {
  Lend();
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

TEST_P(SenderFailoverTest, WhoWaitedTooLongForATokenGoesBackThoughOthersCame) {
  Lend();
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

TEST_P(SenderFailoverTest, WhatWaitsForATokenGoesBackWithItsPartition) {
  Lend();
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

TEST_P(SenderFailoverTest, ARateHoldsForAllLanesTogether) {
  ChannelSettings& channel = settings_.channels["generic"];
  channel.rate_per_second = 20;
  channel.burst = 4;
  std::vector<std::chrono::steady_clock::time_point> came;
  provider_.Script([&](const auto&) {
    came.push_back(std::chrono::steady_clock::now());
    return testing::FakeAnswer{};
  });
  for (int i = 0; i < 40; ++i)
    PostMessage("m" + std::to_string(i), OutboundClass::kReply, "generic", std::to_string(i));
  Lane other(*services_, redis_server_->options(), "test-1");
  ASSERT_TRUE(other.Prepare().has_value());
  ASSERT_TRUE(testing::Eventually([&] {
    lane_->Step(Millis(5));
    other.Step(Millis(5));
    return provider_.count() == 40;
  }));
  for (size_t i = 0; i < came.size(); ++i) {
    const auto in_a_second = std::count_if(came.begin(), came.end(), [&](const auto& one) {
      return one >= came[i] && one - came[i] < std::chrono::seconds(1);
    });
    EXPECT_LE(in_a_second, 24);
  }
  const std::chrono::duration<double> time = came.back() - came.front();
  EXPECT_GE(time.count(), 1.7);  // 36 after the burst
  other.Stop();
}

TEST_P(SenderFailoverTest, WhenRedisIsAwayNothingLeavesAndNothingIsLost) {
  settings_.channels["generic"].rate_per_second = 1;
  for (int i = 0; i < 5; ++i)
    PostMessage("m" + std::to_string(i));
  ASSERT_TRUE(StepUntil([&] { return provider_.count() == 1; }));
  redis_server_->Kill();
  for (int i = 0; i < 200; ++i)
    lane_->Step(Millis(5));
  const size_t before = provider_.count();
  EXPECT_LE(before, 2U);
  for (int i = 0; i < 5; ++i)
    EXPECT_NE(StateOf("m" + std::to_string(i)), "sending");
  redis_server_->StartAgain();
  EXPECT_TRUE(StepUntil([&] { return provider_.count() == 5; }));
}

TIPLINE_ON_BOTH_ENGINES(SenderFailoverTest);

}  // namespace
}  // namespace tipline::workers
