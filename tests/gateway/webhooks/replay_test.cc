// Out of the spool into a real Redis: nothing that was accepted is dropped, whatever has changed
// meanwhile.
#include "gateway/webhooks/replay.h"

#include <atomic>
#include <memory>
#include <set>

#include <gtest/gtest.h>

#include "flows/base/phone.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/live/streams.h"
#include "tests/gateway/webhooks/flow.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_dir.h"

namespace tipline::gateway {
namespace {

class ReplayTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    ASSERT_TRUE(store::CheckServer(redis_));
    ASSERT_TRUE(GenerateKeys(dir_ / "keys"));
    auto keys = LoadKeys(dir_ / "keys", Role::kGateway);
    ASSERT_TRUE(keys) << keys.error().message;
    keys_ = *std::move(keys);
    settings_.partitions = 4;
    ChannelSettings channel;
    channel.id = "generic";
    channel.provider = "generic";
    settings_.channels["generic"] = channel;
    auto spool = store::Spool::Open(dir_ / "spool", *keys_.session);
    ASSERT_TRUE(spool) << spool.error().message;
    spool_ = *std::move(spool);
    order_ = std::make_unique<SpoolOrder>(*spool_);
    conversations_ = std::make_unique<store::Conversations>(keys_, settings_.partitions);
    parts_ = std::make_unique<store::Parts>(keys_, *conversations_);
    decider_ = std::make_unique<Decider>(keys_);
    tally_ = std::make_unique<Tally>(settings_);
    findings_ = std::make_unique<store::FindingsStore>(keys_, settings_.partitions);
    shared_.reset(new Shared{settings_, keys_, *conversations_, *parts_, *decider_, clock_, flows_,
                             knowledge_, *findings_, *spool_, *order_, in_flight_, *tally_,
                             [] { return false; }, store_ok_, connected_});
    auto bundle = flows::Compile({{"main.json", kFlow}}, {});
    ASSERT_TRUE(bundle) << bundle.error().message;
    flows_.PutLatest(bundle->WithVersion(1));
  }

  store::SpoolEntry Entry(const std::string& channel, const std::string& words,
                          const std::string& from = "+254711000001") {
    Inbound in;
    in.kind = InboundKind::kSms;
    in.channel = channel;
    in.from = Secret<std::string>(from);
    in.from_is_msisdn = LooksLikeMsisdn(from);
    in.to = "22395";
    in.text = Secret(words);
    in.provider_id = words;
    return {channel, clock_.Now(), EncodeInbound(in)};
  }
  store::SpoolEntry Part(int part, const std::string& words) {
    store::SpoolEntry entry = Entry("generic", words);
    Inbound in = *DecodeInbound(entry.inbound);
    in.concat = ConcatPart{"7", part, 2};
    entry.inbound = EncodeInbound(in);
    return entry;
  }
  // As if the time of all waiting groups were over.
  void EndWaiting() {
    ASSERT_TRUE(redis_.Run({"EVAL",
                            "for p = 0, 3 do local k = 'tl:{p0' .. p .. '}:cd' for _, n in "
                            "ipairs(redis.call('ZRANGE', k, 0, -1)) do redis.call('ZADD', k, 1, "
                            "n) end end return 1",
                            "0"}));
  }
  int64_t Keys(const std::string& pattern) {
    return static_cast<int64_t>(redis_.Run({"KEYS", pattern})->view().size());
  }
  int64_t Sessions() { return Keys("tl:*:d:*"); }
  int64_t Waiting() { return Keys("tl:*:c:*"); }
  Status Replay(const store::SpoolEntry& entry) {
    return gateway::Replay(*shared_, redis_).One(entry);
  }
  int64_t Appended(const std::string& stream) {
    int64_t count = 0;
    for (int p = 0; p < settings_.partitions; ++p)
      count += redis_.Run({"XLEN", store::StreamKey(store::TagOf(p), stream)})->view().integer();
    return count;
  }

  testing::TempDir dir_;
  std::unique_ptr<testing::RedisServer> server_ = testing::RedisServer::Start();
  store::Redis redis_{server_->options()};
  Settings settings_;
  KeyRing keys_;
  SystemClock clock_;
  FlowCache flows_;
  KnowledgeCache knowledge_;
  std::unique_ptr<store::FindingsStore> findings_;
  InFlight in_flight_;
  std::atomic<bool> store_ok_{true};
  std::atomic<int> connected_{0};
  std::unique_ptr<store::Spool> spool_;
  std::unique_ptr<SpoolOrder> order_;
  std::unique_ptr<store::Conversations> conversations_;
  std::unique_ptr<store::Parts> parts_;
  std::unique_ptr<Decider> decider_;
  std::unique_ptr<Tally> tally_;
  std::unique_ptr<Shared> shared_;
};

TEST_F(ReplayTest, AMessageTakesItsTurnAndIsAnsweredByAMessage) {
  const Status done = Replay(Entry("generic", "hello there"));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(Appended("outbound"), 1);
}

// The commit took place, but the connection was lost before Redis could say so: the provider was
// answered without words, so they go out now, once.
TEST_F(ReplayTest, ARepeatWhoseAnswerNeverLeftIsAnsweredOnce) {
  const auto entry = Entry("generic", "hello there");
  Arrival live = Arrive(*DecodeInbound(entry.inbound), settings_.channels["generic"],
                        *FindProvider("generic"), entry.received_at, keys_, "n");
  const auto decision = decider_->Decide(live, {}, *flows_.Latest("main"), clock_.Now(), {});
  ASSERT_TRUE(redis_.Run(conversations_->CommitCommand(decision.commit)));
  ASSERT_EQ(Appended("outbound"), 0) << "this provider carries the answer in its reply";
  ASSERT_TRUE(Replay(entry));
  ASSERT_TRUE(Replay(entry));
  EXPECT_EQ(Appended("outbound"), 1);
}

TEST_F(ReplayTest, AMessageOfAChannelThatIsGoneIsFiledRawOnce) {
  const auto entry = Entry("removed", "they keep my passport");
  ASSERT_TRUE(Replay(entry));
  ASSERT_TRUE(Replay(entry));
  EXPECT_EQ(Appended("tips"), 1);
}

TEST_F(ReplayTest, AMessageForAFlowThatNobodyPublishedIsFiledRaw) {
  settings_.channels["other"] = settings_.channels["generic"];
  settings_.channels["other"].id = "other";
  settings_.channels["other"].flow = "unpublished";
  auto entry = Entry("other", "they keep my passport");
  EXPECT_FALSE(Replay(entry)) << "it may be published in a moment";
  EXPECT_EQ(Appended("tips"), 0);
  entry.received_at = clock_.Now() - kWaitForFlow;
  ASSERT_TRUE(Replay(entry));
  EXPECT_EQ(Appended("tips"), 1);
}

TEST_F(ReplayTest, WordsFromDigitsThatAreNoNumberAreFiledRaw) {
  const auto entry = Entry("generic", "they keep my passport", "2239512");
  // It was appended at once, but the connection was lost before Redis could say so.
  const Arrival live = Arrive(*DecodeInbound(entry.inbound), settings_.channels["generic"],
                              *FindProvider("generic"), entry.received_at, keys_, "n");
  ASSERT_TRUE(redis_.Run(
      store::AppendCommand(conversations_->Tag(live.who.pseudonym), RawEntry(live, keys_))));
  ASSERT_TRUE(Replay(entry));
  EXPECT_EQ(Appended("tips"), 1);
  EXPECT_EQ(Appended("outbound"), 0);
}

TEST_F(ReplayTest, ACallIsACallAndAppendedOnce) {
  Inbound call;
  call.kind = InboundKind::kCall;
  call.channel = "generic";
  call.from = Secret<std::string>("+254711000001");
  call.provider_id = "c1";
  const store::SpoolEntry entry{"generic", clock_.Now(), EncodeInbound(call)};
  ASSERT_TRUE(Replay(entry));
  ASSERT_TRUE(Replay(entry));
  EXPECT_EQ(Appended("tips"), 1);
  EXPECT_EQ(Appended("outbound"), 0);
}

TEST_F(ReplayTest, AFormThatIsUnknownIsFiledRaw) {
  ASSERT_TRUE(Replay({"generic", clock_.Now(), R"({"of":"another version"})"}));
  EXPECT_EQ(Appended("tips"), 1);
}

TEST_F(ReplayTest, ASessionOfAFlowVersionThatIsGoneBeginsAgain) {
  const auto entry = Entry("generic", "hello there");
  ASSERT_TRUE(Replay(entry));
  FlowCache fresh;
  auto newer = flows::Compile({{"main.json", kFlow}}, {});
  fresh.PutLatest(newer->WithVersion(9));  // version 1 is neither here nor in Redis
  Shared other{
      settings_,  keys_,      *conversations_, *parts_, *decider_,  clock_,  fresh,
      knowledge_, *findings_, *spool_,         *order_, in_flight_, *tally_, [] { return false; },
      store_ok_,  connected_};
  const Status done = gateway::Replay(other, redis_).One(Entry("generic", "and again"));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(Appended("outbound"), 2);
}

TEST_F(ReplayTest, PartsOutOfTheSpoolAreJoined) {
  ASSERT_TRUE(Replay(Part(2, "and they took my papers")));
  EXPECT_EQ(Sessions(), 0);
  ASSERT_TRUE(Replay(Part(1, "I work on a farm ")));
  EXPECT_EQ(Sessions(), 1);
  EXPECT_EQ(Appended("outbound"), 1) << "one message, one answer";
  EXPECT_EQ(Waiting(), 0);
  ASSERT_TRUE(Replay(Part(1, "I work on a farm ")));
  EXPECT_EQ(Appended("outbound"), 1) << "a repeat";
}

TEST_F(ReplayTest, APartWhoseOthersDoNotComeIsTakenAsItIs) {
  ASSERT_TRUE(Replay(Part(2, "and they took my papers")));
  gateway::Replay replay(*shared_, redis_);
  EXPECT_EQ(*replay.OverdueParts(), 0) << "its time is not over";
  EndWaiting();
  EXPECT_EQ(*replay.OverdueParts(), 1);
  EXPECT_EQ(Sessions(), 1);
  EXPECT_EQ(Waiting(), 0);
  EXPECT_EQ(*replay.OverdueParts(), 0);
  ASSERT_TRUE(Replay(Part(1, "I work on a farm "))) << "late: waits for itself";
  EXPECT_EQ(Waiting(), 1);
}

TEST_F(ReplayTest, APartOfAChannelWithoutAFlowGoesToStaff) {
  settings_.channels["generic"].flow = "nobody-published-it";
  ASSERT_TRUE(Replay(Part(2, "and they took my papers")));
  EndWaiting();
  EXPECT_EQ(*gateway::Replay(*shared_, redis_).OverdueParts(), 1);
  EXPECT_EQ(Appended("tips"), 1);
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(ReplayTest, PartsOfAnotherKeyHoldUpNothing) {
  ASSERT_TRUE(Replay(Part(2, "and they took my papers")));
  ASSERT_TRUE(redis_.Run({"EVAL",
                          "for _, k in ipairs(redis.call('KEYS', 'tl:*:c:*')) do "
                          "redis.call('HSET', k, '2', 'sealed by another key') end return 1",
                          "0"}));
  EndWaiting();
  gateway::Replay replay(*shared_, redis_);
  EXPECT_EQ(*replay.OverdueParts(), 0);
  EXPECT_EQ(Waiting(), 1) << "the key may come back";
}

// Taken twice (the answer of Redis was lost): the phone gets one answer.
TEST_F(ReplayTest, AnAnswerHasOneIdHoweverOftenItIsTaken) {
  const auto entry = Entry("generic", "hello there");
  ASSERT_TRUE(Replay(entry));
  ASSERT_TRUE(Replay(entry));
  std::set<std::string> ids;
  for (int p = 0; p < settings_.partitions; ++p) {
    const auto all =
        redis_.Run({"XRANGE", store::StreamKey(store::TagOf(p), "outbound"), "-", "+"});
    for (size_t i = 0; i < all->view().size(); ++i)
      ids.insert(std::string(all->view()[i][1][1].text()));
  }
  EXPECT_EQ(ids.size(), 1U);
}

TEST_F(ReplayTest, ARedisThatRefusesKeepsTheMessageInTheSpool) {
  ASSERT_TRUE(redis_.Run({"FUNCTION", "FLUSH"}));
  const auto done = Replay(Entry("generic", "hello there"));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::kUnavailable);
}

}  // namespace
}  // namespace tipline::gateway
