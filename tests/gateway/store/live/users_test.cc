// ops/redis/users.acl.in: every process can do its work and nothing else.
#include "gateway/store/live/channel_status.h"
#include "gateway/store/live/contacts.h"
#include "gateway/store/live/flows_published.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/live/ledger.h"
#include "gateway/store/live/parts.h"
#include "gateway/store/live/streams.h"
#include "gateway/store/live/timers.h"
#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

class UsersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const Status loaded = CheckServer(worker_);
    ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
    Streams streams(worker_, kPartitions, "one");
    ASSERT_TRUE(streams.EnsureGroups().has_value());
  }
  static void Allowed(Redis& redis, const Command& command) {
    const auto done = redis.Run(command);
    EXPECT_TRUE(done.has_value()) << command[0] << " " << command[1] << ": "
                                  << done.error().message;
  }
  static void Denied(Redis& redis, const Command& command) {
    const auto done = redis.Run(command);
    ASSERT_FALSE(done.has_value()) << command[0] << " was allowed";
    EXPECT_EQ(done.error().code, Code::kDenied) << command[0] << ": " << done.error().message;
  }
  Redis As(const std::string& user) const { return Redis(server_->options(user)); }

  std::unique_ptr<testing::RedisServer> server_ = testing::RedisServer::Start({{}, true});
  KeyRing keys_ = FreshKeys();
  Redis worker_ = As("tl-worker");
  Redis gateway_ = As("tl-gateway");
  Redis console_ = As("tl-console");
  Redis admin_ = As("tl-admin");
  const std::string tag_ = "{p01}";
  const std::string tips_ = "tl:{p01}:tips";
};

TEST_F(UsersTest, TheGatewayCanTakeAMessageAndReadFlows) {
  EXPECT_TRUE(CheckServer(gateway_).has_value());
  const Conversations conversations(keys_, kPartitions);
  for (const Medium medium : {Medium::kUssd, Medium::kSms}) {
    Commit commit;
    commit.who = {Pseudonym(keys_, "+254711000001"), medium, "s1", "00112233445566ff"};
    commit.remember_language = "sw";
    commit.entries = {{"tips", "t", "tip", "sealed", "generic"},
                      {"outbound", "o", "reply", "sealed", "generic"}};
    commit.passage = "main/sw/ussd hi.shown";
    Allowed(gateway_, conversations.LoadCommand(commit.who));
    Allowed(gateway_, conversations.CommitCommand(commit));
    Allowed(gateway_, conversations.CommitCommand(commit));  // a repeat of it
    commit.who.turn = "00112233445566aa";
    Allowed(gateway_, conversations.CommitCommand(commit));  // somebody was faster
    Allowed(gateway_, conversations.LoadCommand(commit.who));
  }
  const Parts parts(keys_, conversations);
  Inbound part;
  part.kind = InboundKind::kSms;
  part.concat = ConcatPart{"7", 1, 2};
  const Who who{Pseudonym(keys_, "+254711000001"), Medium::kSms, "", "00112233445566ee"};
  const PartGroup group = parts.GroupOf(part, who);
  Allowed(gateway_, parts.PutCommand(group, part, who, FromMillis(1)));
  Allowed(gateway_, Parts::DueCommand(group.tag, FromMillis(1) + kPartsWait));
  Allowed(gateway_, Parts::GetCommand(group));
  Allowed(gateway_, Parts::DoneCommand(group, FromMillis(1)));
  Allowed(gateway_, {"SET", "tl:{p01}:m:once:0a", "body", "NX", "GET", "PX", "1000"});
  Allowed(gateway_, AppendCommand(tag_, {"tips", "id", "status", "sealed", "generic"}));
  const auto books = Ledger(worker_, kPartitions).Read();
  ASSERT_TRUE(books.has_value()) << books.error().message;
  int64_t filed = 0;
  for (const PartitionBooks& one : *books)
    filed += one.filed + SumOf(one.appended);
  EXPECT_EQ(filed, 3) << "the gateway may count";
  Allowed(admin_, PublishedFlows::PublishCommand("main", 1, "hash", "bundle", FromMillis(1)));
  Allowed(gateway_, AppendCommand(tag_, {"outbound", "id", "reply", "sealed", "generic"}));
  Allowed(gateway_, PublishedFlows::VersionsCommand("main"));
  Allowed(gateway_, PublishedFlows::GetCommand("main", 1));
}

TEST_F(UsersTest, NobodyGetsInWithoutAUser) {
  Redis nobody(server_->options(""));
  EXPECT_EQ(nobody.Run({"GET", "a"}).error().code, Code::kDenied);
  RedisOptions guess = server_->options("");
  guess.user = "default";
  guess.password = "guess";
  EXPECT_EQ(Redis(guess).Run({"PING"}).error().code, Code::kDenied);
}

// Redis 7.0 loads its append-only file with the default user's rights (ops/redis/redis.conf).
TEST_F(UsersTest, WhatWasAcknowledgedIsThereAfterAnEnd) {
  const Conversations conversations(keys_, kPartitions);
  Commit commit;
  commit.who = {Pseudonym(keys_, "+254711000001"), Medium::kSms, "", "00112233445566ff"};
  commit.entries = {{"tips", "t", "tip", "sealed", "generic"}};
  Allowed(gateway_, conversations.CommitCommand(commit));
  server_->Kill();
  server_->StartAgain();
  // It may still load its data: it says so only to who is known to it.
  EXPECT_TRUE(testing::Eventually([&] {
    const auto length =
        admin_.Run({"XLEN", StreamKey(conversations.Tag(commit.who.pseudonym), "tips")});
    return length && length->view().integer() == 1;
  }));
}

TEST_F(UsersTest, TheGatewayCanReadNoTipAndBreakNothing) {
  Allowed(gateway_, AppendCommand(tag_, {"tips", "id", "status", "sealed", "generic"}));
  const std::vector<Command> forbidden = {
      {"XREADGROUP", "GROUP", "workers", "x", "STREAMS", tips_, ">"},
      {"XREAD", "STREAMS", tips_, "0"},
      {"XRANGE", tips_, "-", "+"},
      {"XREVRANGE", tips_, "+", "-"},
      {"XINFO", "STREAM", tips_, "FULL"},
      {"XAUTOCLAIM", tips_, "workers", "x", "0", "0-0"},
      {"XDEL", tips_, "1-1"},
      {"XTRIM", tips_, "MAXLEN", "0"},
      {"XACK", tips_, "workers", "1-1"},
      {"XGROUP", "DESTROY", tips_, "workers"},
      {"FCALL", "tl_claim", "1", tips_, "workers", "x", "0", "0-0", "10"},
      {"FCALL", "tl_bury", "2", tips_, "tl:{p01}:dead", "workers", "1-1", "tips", "e"},
      {"FCALL_RO", "tl_counts", "4", "tl:{p01}:n", tips_, "tl:{p01}:outbound", "tl:{p01}:dead"},
      {"FCALL", "tl_count_from", "4", "tl:{p01}:n", tips_, "tl:{p01}:outbound", "tl:{p01}:dead",
       "1"},
      {"HGETALL", "tl:{p01}:n"},
      {"HSET", "tl:{p01}:n", "base:sql", "0"},
      {"DEL", "tl:{p01}:n"},
      {"HINCRBY", "tl:{p01}:p:someone", "role", "1"},
      {"FCALL", "tl_drop", "2", "tl:{p01}:dead", "tl:{p01}:n", "1-1"},
      {"FCALL", "tl_publish", "1", "tl:flow:main", "1", "h", "b", "1"},
      {"DUMP", tips_},
      {"COPY", tips_, "tl:{p01}:m:x"},
      {"RENAME", tips_, "tl:{p01}:m:x"},
      {"DEL", tips_},
      {"EXPIRE", tips_, "1"},
      {"GET", tips_},
      {"XADD", "tl:{p01}:dead", "*", "a", "b"},
      {"HSET", "tl:flow:main", "latest", "9"},
      {"SET", "tl:{p01}:lease", "me"},
      {"ZADD", "tl:{p01}:timers", "1", "job|id"},
      {"KEYS", "*"},
      {"SCAN", "0"},
      {"FLUSHALL"},
      {"FLUSHDB"},
      {"CONFIG", "SET", "appendfsync", "no"},
      {"CONFIG", "REWRITE"},
      {"FUNCTION", "LOAD", "REPLACE",
       "#!lua name=tipline_streams_v1\nredis.register_function('x', function() end)"},
      {"FUNCTION", "FLUSH"},
      {"FUNCTION", "DELETE", "tipline_streams_v1"},
      {"EVAL", "return 1", "0"},
      {"ACL", "LIST"},
      {"MONITOR"},
      {"SHUTDOWN", "NOSAVE"},
      {"BGREWRITEAOF"},
      {"REPLICAOF", "127.0.0.1", "1"},
      {"SUBSCRIBE", "x"},
      {"CLIENT", "KILL", "TYPE", "normal"},
      {"INFO"},
  };
  for (const Command& command : forbidden)
    Denied(gateway_, command);
  EXPECT_EQ((*worker_.Run({"XLEN", tips_}))->integer(), 1);
}

TEST_F(UsersTest, TheGatewayWaitsUntilSomebodyElseLoadedTheFunctions) {
  const auto fresh = testing::RedisServer::Start({{}, true});
  Redis gateway(fresh->options("tl-gateway"));
  EXPECT_EQ(CheckServer(gateway).error().code, Code::kUnavailable);
  Redis worker(fresh->options("tl-worker"));
  ASSERT_TRUE(CheckServer(worker).has_value());
  EXPECT_TRUE(CheckServer(gateway).has_value());
}

TEST_F(UsersTest, TheWorkerCanDoAllItsJobs) {
  Leases leases(worker_, kPartitions, "one");
  const auto held = leases.Keep();
  ASSERT_TRUE(held.has_value()) << held.error().message;
  Streams streams(worker_, kPartitions, "one");
  for (const std::string_view stream : kStreams) {
    ASSERT_TRUE(streams.Append(tag_, {std::string(stream), "i", "k", "s", "m"}).has_value());
    const auto read = streams.Read(stream, *held);
    ASSERT_TRUE(read.has_value()) << read.error().message;
    ASSERT_TRUE(streams.Ack(*read).has_value());
  }
  ASSERT_TRUE(streams.Append(tag_, {"tips", "poison", "k", "s", "m"}).has_value());
  ASSERT_TRUE(streams.Bury(streams.Read("tips", *held)->at(0), "invalid").has_value());
  EXPECT_TRUE(streams.DeadLetters().has_value());
  EXPECT_TRUE(streams.Counts().has_value());
  Ledger ledger(worker_, kPartitions);
  ASSERT_TRUE(ledger.Begin().has_value());
  ASSERT_TRUE(ledger.BeginSql(7).has_value());
  const auto books = ledger.Read();
  ASSERT_TRUE(books.has_value()) << books.error().message;
  EXPECT_EQ(books->at(0).base_sql, 7);
  EXPECT_EQ(SumOf(books->at(1).tips.done) + SumOf(books->at(1).outbound.done), 2);
  EXPECT_EQ(SumOf(books->at(1).tips.buried), 1);
  EXPECT_TRUE(ledger.Unsettled(*books, 10).has_value());
  Timers timers(worker_, kPartitions);
  ASSERT_TRUE(timers.Schedule(1, "chase", "r", FromMillis(1)).has_value());
  const auto due = timers.TakeDue(*held, FromMillis(2));
  ASSERT_TRUE(due.has_value()) << due.error().message;
  EXPECT_TRUE(timers.Done(due->jobs.at(0)).has_value());
  EXPECT_TRUE(timers.Count().has_value());
  Contacts contacts(worker_, kPartitions);
  const std::string someone = Pseudonym(keys_, "+254711000001");
  EXPECT_TRUE(contacts.GiveRole(someone, kResponderRole).has_value());
  EXPECT_TRUE(contacts.Role(someone).has_value());
  Allowed(worker_, PublishedFlows::LatestCommand("main"));
  EXPECT_TRUE(leases.Release().has_value());
  for (const Command& command : std::vector<Command>{{"FLUSHALL"},
                                                     {"KEYS", "*"},
                                                     {"CONFIG", "SET", "save", ""},
                                                     {"HSET", "tl:flow:main", "latest", "9"},
                                                     {"SHUTDOWN"}})
    Denied(worker_, command);
}

TEST_F(UsersTest, TheConsoleCanReplyAndLookAtCounts) {
  EXPECT_TRUE(CheckServer(console_).has_value());
  Allowed(console_, AppendCommand(tag_, {"outbound", "id", "reply", "sealed", "generic"}));
  Allowed(console_, {"HGETALL", "tl:{p01}:n"});
  Allowed(console_, {"XLEN", tips_});
  Allowed(console_, PublishedFlows::VersionsCommand("main"));
  Denied(console_, AppendCommand(tag_, {"tips", "id", "tip", "sealed", "generic"}));
  Denied(console_, {"XRANGE", tips_, "-", "+"});
  Denied(console_, {"DEL", tips_});
  Denied(console_, {"HGETALL", "tl:{p01}:p:someone"});
  Denied(console_, {"HINCRBY", "tl:{p01}:n", "steps", "1"});
  Denied(console_, {"FLUSHALL"});
}

TEST_F(UsersTest, GatewaysAndWorkersTellHowChannelsDoAndTheConsoleReadsIt) {
  ChannelStatuses gateway(gateway_), worker(worker_), console(console_), admin(admin_);
  const TimePoint now = FromMillis(1);
  EXPECT_TRUE(gateway.TellArrivals({{"kannel", now, now, now, now, 1}}).has_value());
  ChannelView view;
  view.channel = "kannel";
  view.view.worker = "w";
  EXPECT_TRUE(worker.TellViews({view}).has_value());
  for (ChannelStatuses* one : {&gateway, &worker, &console, &admin})
    EXPECT_TRUE(one->Read({"kannel"}).has_value());
  const auto read = console.Read({"kannel"});
  ASSERT_TRUE(read.has_value());
  EXPECT_TRUE(gateway.WatchSilence(read->front(), Millis(1), now + Millis(5)).has_value());
  EXPECT_TRUE(worker.WatchSilence(read->front(), Millis(0), now).has_value());
  EXPECT_TRUE(worker.Forget("kannel", "w").has_value());
  for (Redis* one : {&gateway_, &worker_, &console_}) {
    Denied(*one, {"DEL", "tl:channel:kannel"});
    Denied(*one, {"HSET", "tl:channels", "a", "b"});
  }
  Denied(console_, {"HSET", "tl:channel:kannel", "in_at", "1"});
}

TEST_F(UsersTest, TheCommandLineCanOperateButNotWipe) {
  EXPECT_TRUE(CheckServer(admin_).has_value());
  Streams streams(admin_, kPartitions, "cli");
  EXPECT_TRUE(streams.Counts().has_value());
  EXPECT_TRUE(streams.DeadLetters().has_value());
  EXPECT_TRUE(streams.Append(tag_, {"outbound", "i", "k", "s", "m"}).has_value());
  ASSERT_TRUE(worker_.Run({"XADD", "tl:{p01}:dead", "*", "stream", "tips", "kind", "tip"}));
  EXPECT_TRUE(streams.Drop(1, streams.DeadLetters()->at(0).entry).has_value());
  Ledger ledger(admin_, kPartitions);
  EXPECT_TRUE(ledger.Begin(true).has_value());
  EXPECT_TRUE(ledger.BeginSql(0, true).has_value());
  EXPECT_TRUE(ledger.Read().has_value());
  Contacts contacts(admin_, kPartitions);
  EXPECT_TRUE(contacts.GiveRole(Pseudonym(keys_, "+254711000001"), kResponderRole).has_value());
  EXPECT_TRUE(PublishedFlows::Publish(
                  admin_, "main", "h", [](int64_t) { return "b"; }, FromMillis(1))
                  .has_value());
  Allowed(admin_, {"INFO", "server"});
  for (const Command& command : std::vector<Command>{{"FLUSHALL"},
                                                     {"KEYS", "*"},
                                                     {"CONFIG", "SET", "save", ""},
                                                     {"SHUTDOWN"},
                                                     {"EVAL", "return 1", "0"},
                                                     {"GET", "other"}})
    Denied(admin_, command);
}

TEST_F(UsersTest, WithoutAUserThereIsNothing) {
  Redis nobody = As("");
  EXPECT_EQ(nobody.Run({"PING"}).error().code, Code::kDenied);
}

}  // namespace
}  // namespace tipline::store
