#include "gateway/store/live/ledger.h"

#include "gateway/store/live/streams.h"
#include "gateway/store/reconcile.h"
#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

class LedgerTest : public LiveTest {
 protected:
  void SetUp() override {
    LiveTest::SetUp();
    ASSERT_TRUE(streams_.EnsureGroups().has_value());
  }
  Commit Turn(const Who& who, int64_t revision, std::vector<StreamEntry> entries = {}) const {
    Commit commit;
    commit.who = who;
    commit.expected_revision = revision;
    commit.session = "{}";
    commit.answer = "CHello";
    commit.entries = std::move(entries);
    return commit;
  }
  static StreamEntry Entry(const std::string& id, const std::string& kind,
                           const std::string& stream = "tips") {
    return {stream, id, kind, "sealed", "generic"};
  }
  void Append(const StreamEntry& entry, int64_t appended = 1) {
    const auto done = streams_.Append(TagOf(3), entry);
    ASSERT_TRUE(done.has_value()) << done.error().message;
    EXPECT_EQ(*done, appended);
  }
  std::vector<Delivered> Read(int64_t epoch = 1, const std::string& stream = "tips") {
    const auto read = streams_.Read(stream, All(epoch), 800);
    EXPECT_TRUE(read.has_value()) << read.error().message;
    return read ? *read : std::vector<Delivered>();
  }
  // All partitions as one.
  PartitionBooks Sum() {
    const auto all = ledger_.Read();
    EXPECT_TRUE(all.has_value()) << all.error().message;
    PartitionBooks sum;
    const auto add = [](KindCounts& to, const KindCounts& from) {
      for (const auto& [kind, count] : from)
        to[kind] += count;
    };
    for (const PartitionBooks& one : all ? *all : std::vector<PartitionBooks>()) {
      sum.turns += one.turns;
      sum.filed += one.filed;
      sum.dead += one.dead;
      add(sum.appended, one.appended);
      for (const auto& [to, from] :
           {std::pair(&sum.tips, &one.tips), std::pair(&sum.outbound, &one.outbound)}) {
        to->added += from->added;
        to->waiting += from->waiting;
        add(to->in, from->in);
        add(to->done, from->done);
        add(to->buried, from->buried);
        add(to->retried, from->retried);
        add(to->dropped, from->dropped);
      }
    }
    return sum;
  }
  // Names of the checks that do not hold; of Redis alone.
  std::string Off() {
    const auto books = Reconcile(redis(), kPartitions, nullptr, "");
    EXPECT_TRUE(books.has_value()) << books.error().message;
    std::string off;
    for (const BookCheck& check : books->checks)
      if (!check.ok) off += check.name + " ";
    return off;
  }

  Streams streams_{redis(), kPartitions, "one"};
  Ledger ledger_{redis(), kPartitions};
};

TEST_F(LedgerTest, ATurnIsAStepOrFiles) {
  Write(Turn(UssdTurn("t1"), 0));
  Write(Turn(UssdTurn("t2"), 1, {Entry("o", "reply", "outbound")}));
  Write(Turn(UssdTurn("t3"), 2, {Entry("a", "tip"), Entry("b", "tip")}));
  Write(Turn(SmsTurn("m1"), 0, {Entry("c", "responder_sms")}));
  const PartitionBooks sum = Sum();
  EXPECT_EQ(sum.steps(), 2);
  EXPECT_EQ(sum.filed, 2);
  EXPECT_EQ(sum.tips.in, (KindCounts{{"tip", 2}, {"responder_sms", 1}}));
  EXPECT_EQ(sum.tips.added, 3);
  EXPECT_EQ(sum.outbound.added, 1);
  EXPECT_EQ(Off(), "");
}

TEST_F(LedgerTest, ARepeatCountsOnceAndAConflictNever) {
  for (const Who& who : {UssdTurn("t1"), SmsTurn("m1")}) {
    const Commit commit = Turn(who, 0, {Entry("a", "tip")});
    Write(commit);
    EXPECT_EQ(Write(commit).outcome, Committed::Outcome::kRepeat);
  }
  EXPECT_EQ(Write(Turn(UssdTurn("late"), 0, {Entry("b", "tip")})).outcome,
            Committed::Outcome::kConflict);
  Append(Entry("raw-1", "raw"));
  Append(Entry("raw-1", "raw"), 0);
  const PartitionBooks sum = Sum();
  EXPECT_EQ(sum.filed, 2);
  EXPECT_EQ(sum.steps(), 0);
  EXPECT_EQ(sum.appended, (KindCounts{{"raw", 1}}));
  EXPECT_EQ(sum.tips.in, (KindCounts{{"tip", 2}, {"raw", 1}}));
  EXPECT_EQ(Off(), "");
}

TEST_F(LedgerTest, DoneCountsEachEntryOnceByItsKind) {
  for (int i = 0; i < 3; ++i)
    Append(Entry("raw" + std::to_string(i), "raw"));
  Append(Entry("s", "status"));
  Append(Entry("o", "reply", "outbound"));
  const auto first = Read();
  const auto again = Read(2);  // the lease was lost: handed out a second time
  ASSERT_EQ(again.size(), 4U);
  ASSERT_TRUE(streams_.Ack(again).has_value());
  ASSERT_TRUE(streams_.Ack(first).has_value());  // by whoever had them before
  ASSERT_TRUE(streams_.Ack(Read(1, "outbound")).has_value());
  const PartitionBooks sum = Sum();
  EXPECT_EQ(sum.tips.done, (KindCounts{{"raw", 3}, {"status", 1}}));
  EXPECT_EQ(sum.tips.waiting, 0);
  EXPECT_EQ(sum.outbound.done, (KindCounts{{"reply", 1}}));
  EXPECT_EQ(Off(), "");
}

TEST_F(LedgerTest, ALetterIsThereOrPutBackOrDropped) {
  for (const char* id : {"a", "b", "c"})
    Append(Entry(id, "raw"));
  for (const Delivered& entry : Read()) {
    ASSERT_TRUE(streams_.Bury(entry, "invalid").has_value());
    ASSERT_TRUE(streams_.Bury(entry, "invalid").has_value());  // a second try
  }
  EXPECT_EQ(Sum().dead, 3);
  EXPECT_EQ(Off(), "");
  const auto letters = streams_.DeadLetters();
  ASSERT_EQ(letters->size(), 3U);
  ASSERT_TRUE(streams_.Retry(3, letters->at(0).entry).has_value());
  EXPECT_FALSE(streams_.Retry(3, letters->at(0).entry).has_value());
  ASSERT_TRUE(streams_.Drop(3, letters->at(1).entry).has_value());
  EXPECT_FALSE(streams_.Drop(3, letters->at(1).entry).has_value());
  const PartitionBooks sum = Sum();
  EXPECT_EQ(sum.tips.buried, (KindCounts{{"raw", 3}}));
  EXPECT_EQ(sum.tips.retried, (KindCounts{{"raw", 1}}));
  EXPECT_EQ(sum.tips.dropped, (KindCounts{{"raw", 1}}));
  EXPECT_EQ(sum.dead, 1);
  EXPECT_EQ(sum.tips.waiting, 1);
  EXPECT_EQ(Off(), "");
  ASSERT_TRUE(streams_.Ack(Read(2)).has_value());
  EXPECT_EQ(Off(), "");
}

TEST_F(LedgerTest, WhatIsTakenAwayByHandShows) {
  Append(Entry("a", "raw"));
  ASSERT_EQ(Count({"XTRIM", StreamKey(TagOf(3), "tips"), "MAXLEN", "0"}), 1);
  EXPECT_EQ(Off(), "webhooks tips_out ");
  const auto books = Reconcile(redis(), kPartitions, nullptr, "");
  EXPECT_EQ(books->unaccounted(), 1);
  for (const BookCheck& check : books->checks) {
    if (check.name != "tips_out") continue;
    ASSERT_EQ(check.partitions.size(), 1U);
    EXPECT_EQ(check.partitions[0].partition, 3);
    EXPECT_EQ(check.left - check.right, 1);
    EXPECT_NE(check.meaning.find("left the stream"), std::string::npos);
  }
}

TEST_F(LedgerTest, WhatIsWrittenByHandShows) {
  Ask({"XADD", StreamKey(TagOf(3), "tips"), "*", "id", "x", "kind", "tip"});
  EXPECT_EQ(Off(), "webhooks tips_in ");
  Ask({"XADD", StreamKey(TagOf(4), "dead"), "*", "stream", "tips", "id", "x", "kind", "tip"});
  EXPECT_EQ(Off(), "webhooks tips_in dead ");
}

// One too many here and one too few there is not well.
TEST_F(LedgerTest, PartitionsDoNotMakeUpForEachOther) {
  Count({"HINCRBY", CountersKey(TagOf(1)), "tips:done:tip", "1"});
  Count({"HINCRBY", CountersKey(TagOf(2)), "tips:done:tip", "-1"});
  const auto books = Reconcile(redis(), kPartitions, nullptr, "");
  EXPECT_FALSE(books->ok());
  EXPECT_EQ(books->unaccounted(), 2);
}

// As an upgrade finds it: entries that nobody counted, in every state.
TEST_F(LedgerTest, WhatWasThereBeforeIsNoLoss) {
  for (const char* id : {"a", "b", "c"})
    Append(Entry(id, "tip"));
  ASSERT_TRUE(streams_.Ack({Read().at(0)}).has_value());
  ASSERT_TRUE(streams_.Bury(Read(2).at(0), "invalid").has_value());
  for (int p = 0; p < kPartitions; ++p)
    ASSERT_TRUE(redis().Run({"DEL", CountersKey(TagOf(p))}).has_value());
  EXPECT_EQ(Off(), "begun ");
  Append(Entry("counted", "raw"));  // by the functions, before the worker began the books
  EXPECT_EQ(Off(), "begun ");
  ASSERT_TRUE(streams_.EnsureGroups().has_value());
  EXPECT_EQ(Off(), "");
  const auto begun = ledger_.Read();
  ASSERT_TRUE(streams_.EnsureGroups().has_value());
  EXPECT_EQ(*ledger_.Read(), *begun) << "the books begin once";
  for (const size_t entries : {1U, 1U}) {  // what was left behind, then what is new
    const auto read = Read(3);
    EXPECT_EQ(read.size(), entries);
    ASSERT_TRUE(streams_.Ack(read).has_value());
  }
  EXPECT_EQ(Sum().tips.waiting, 0);
  ASSERT_TRUE(streams_.Drop(3, streams_.DeadLetters()->at(0).entry).has_value());
  EXPECT_EQ(Off(), "");
}

// Rights of the release before, or a key that is something else: the message counts for more.
TEST_F(LedgerTest, WhatCannotBeCountedIsTakenAllTheSame) {
  const Commit commit = Turn(SmsTurn("m1"), 0, {Entry("a", "tip")});
  const std::string counters = CountersKey(conversations().Tag(commit.who.pseudonym));
  ASSERT_TRUE(redis().Run({"SET", counters, "no hash"}).has_value());
  EXPECT_EQ(Write(commit).outcome, Committed::Outcome::kDone);
  ASSERT_TRUE(redis().Run({"SET", CountersKey(TagOf(3)), "no hash"}).has_value());
  Append(Entry("b", "raw"));
  const auto read = Read();
  ASSERT_EQ(read.size(), 2U);
  ASSERT_TRUE(streams_.Ack(read).has_value());
  EXPECT_TRUE(streams_.EnsureGroups().has_value());
  EXPECT_FALSE(ledger_.Read().has_value());
}

TEST_F(LedgerTest, ACrashKeepsCountersAndWhatTheyCount) {
  Write(Turn(SmsTurn("m1"), 0, {Entry("a", "tip")}));
  Append(Entry("b", "raw"));
  ASSERT_TRUE(streams_.Ack({Read().at(0)}).has_value());
  const auto before = ledger_.Read();
  server().Kill();
  server().StartAgain();
  ASSERT_TRUE(testing::Eventually([&] { return ledger_.Read().has_value(); }));
  EXPECT_EQ(*ledger_.Read(), *before);
  ASSERT_TRUE(redis().Run({"BGREWRITEAOF"}).has_value());
  ASSERT_TRUE(testing::Eventually([&] {
    const std::string info = Ask({"INFO", "persistence"});
    return info.find("aof_rewrite_in_progress:0") != std::string::npos &&
           info.find("aof_rewrite_scheduled:0") != std::string::npos;
  }));
  server().Kill();
  server().StartAgain();
  ASSERT_TRUE(testing::Eventually([&] { return ledger_.Read().has_value(); }));
  EXPECT_EQ(*ledger_.Read(), *before)
      << "what Redis says was ever added is in a rewritten file too";
  EXPECT_EQ(Off(), "");
}

}  // namespace
}  // namespace tipline::store
