#include "gateway/store/reconcile.h"

#include <atomic>
#include <thread>

#include "gateway/store/live/gate.h"
#include "gateway/store/live/streams.h"
#include "tests/gateway/store/records/engines.h"
#include "tests/support/redis_server.h"

namespace tipline::store {
namespace {

constexpr int kPartitions = 4;

class ReconcileTest : public EnginesTest {
 protected:
  void SetUp() override {
    EnginesTest::SetUp();
    ASSERT_TRUE(CheckServer(redis_).has_value());
    ASSERT_TRUE(streams_.EnsureGroups().has_value());
  }
  void Append(const std::string& id, const std::string& kind = "tip") {
    ASSERT_TRUE(streams_.Append(TagOf(1), {"tips", id, kind, "sealed", "generic"}).has_value());
  }
  // As a worker does it, up to the row.
  void TakeIn(const std::string& id) {
    const auto taken = CaseRecords(db(), keys()).TakeIn({MakeIntake(id, "talk-" + id)}, now_);
    ASSERT_TRUE(taken.has_value()) << taken.error().message;
  }
  std::vector<Delivered> Read() {
    const auto read = streams_.Read("tips", {{1, ++epoch_}});
    EXPECT_TRUE(read.has_value());
    return read ? *read : std::vector<Delivered>();
  }
  void WorkAll() {
    const auto read = Read();
    for (const Delivered& entry : read)
      if (entry.kind != "status") TakeIn(entry.id);
    ASSERT_TRUE(streams_.Ack(read).has_value());
  }
  void Begin() {
    const Status begun = BeginSqlBooks(redis_, kPartitions, db());
    ASSERT_TRUE(begun.has_value()) << begun.error().message;
  }
  Books Look() {
    auto books = Reconcile(redis_, kPartitions, &db(), dir() + "/spool");
    EXPECT_TRUE(books.has_value()) << books.error().message;
    return books ? *std::move(books) : Books{};
  }
  std::string Off() {
    std::string off;
    for (const BookCheck& check : Look().checks)
      if (!check.ok)
        off +=
            check.name + " " + std::to_string(check.left) + "/" + std::to_string(check.right) + " ";
    return off;
  }

  std::unique_ptr<testing::RedisServer> server_ = testing::RedisServer::Start();
  Redis redis_{server_->options()};
  Streams streams_{redis_, kPartitions, "one"};
  int64_t epoch_ = 0;
};

TEST_P(ReconcileTest, AddsUpWhenAllIsDone) {
  Begin();
  for (const char* id : {"a", "b"})
    Append(id);
  Append("r", "raw");
  Append("s", "status");
  EXPECT_EQ(Off(), "");
  WorkAll();
  const Books books = Look();
  EXPECT_TRUE(books.ok());
  EXPECT_TRUE(books.sql->steady);
  EXPECT_EQ(books.sql->rows, 3);
  EXPECT_EQ(books.sql->low, 3);
  EXPECT_EQ(books.sql->high, 3);
}

// A worker died between SQL and Redis: the row is there, and the entry still waits.
TEST_P(ReconcileTest, ARowWhoseEntryStillWaitsIsAccountedFor) {
  Begin();
  for (const char* id : {"a", "b", "c"})
    Append(id);
  ASSERT_EQ(Read().size(), 3U);
  TakeIn("a");
  EXPECT_EQ(Off(), "");
  TakeIn("b");
  ASSERT_TRUE(streams_.Bury(Read().at(1), "invalid").has_value());  // what followed failed for good
  EXPECT_EQ(Off(), "");
  TakeIn("c");
  const auto left = Read();
  ASSERT_TRUE(streams_.Ack(left).has_value());
  EXPECT_EQ(Off(), "");
  ASSERT_TRUE(streams_.Drop(1, streams_.DeadLetters()->at(0).entry).has_value());
  EXPECT_EQ(Off(), "") << "a letter was dropped whose row may be there";
}

TEST_P(ReconcileTest, ALostRowShows) {
  Begin();
  for (const char* id : {"a", "b"})
    Append(id);
  TakeIn("a");
  ASSERT_TRUE(streams_.Ack(Read()).has_value());  // "b" never got its row
  EXPECT_EQ(Off(), "cases 2/1 ");
  EXPECT_EQ(Look().unaccounted(), 1);
  EXPECT_NE(Look().checks.back().meaning.find("not in SQL"), std::string::npos);
}

TEST_P(ReconcileTest, ARowThatRedisDoesNotKnowShows) {
  Begin();
  TakeIn("stranger");
  EXPECT_EQ(Off(), "cases 0/1 ");
  ASSERT_TRUE(db().Write([](soci::session& sql) -> Status {
    sql << "DELETE FROM tips";
    return Unit{};
  }));
  EXPECT_EQ(Off(), "");
}

TEST_P(ReconcileTest, TipsOfBeforeTheBooksAreNoDifference) {
  for (const char* id : {"old1", "old2", "open"})
    TakeIn(id);
  Append("open");
  EXPECT_EQ(Off(), "begun 4/5 ");
  EXPECT_FALSE(Look().begun());
  EXPECT_EQ(Look().unaccounted(), 0);
  Begin();
  EXPECT_EQ(Off(), "");
  ASSERT_TRUE(streams_.Ack(Read()).has_value());
  EXPECT_EQ(Off(), "");
  TakeIn("stranger");
  Begin();  // once only
  EXPECT_EQ(Off(), "cases 3/4 ");
}

TEST_P(ReconcileTest, WhatIsExplainedCanBeAccepted) {
  Begin();
  Append("a");
  Append("lost");
  ASSERT_TRUE(redis_.Run({"XTRIM", StreamKey(TagOf(1), "tips"), "MAXLEN", "1"}).has_value());
  TakeIn("stranger");
  EXPECT_EQ(Off(), "webhooks 2/1 tips_out 2/1 cases 0/1 ");
  const auto accepted = AcceptBooks(redis_, kPartitions, db());
  ASSERT_TRUE(accepted.has_value()) << accepted.error().message;
  EXPECT_EQ(*accepted, "webhooks 2 1, tips_out 2 1, cases 0 1");
  EXPECT_EQ(Off(), "");
  WorkAll();
  EXPECT_EQ(Off(), "");
  TakeIn("another");
  EXPECT_EQ(Off(), "cases 2/3 ");
}

// More is open than is looked up: SQL may have any of it.
TEST_P(ReconcileTest, MuchThatWaitsMakesASpan) {
  Begin();
  std::vector<Command> commands;
  for (int64_t i = 0; i <= kMostLookedUp; ++i)
    commands.push_back(
        AppendCommand(TagOf(1), {"tips", "w" + std::to_string(i), "tip", "sealed", ""}));
  ASSERT_TRUE(redis_.RunAll(commands).has_value());
  TakeIn("w0");
  const Books books = Look();
  EXPECT_TRUE(books.ok());
  EXPECT_FALSE(books.sql->steady);
  EXPECT_EQ(books.sql->low, 0);
  EXPECT_EQ(books.sql->high, kMostLookedUp + 1);
}

TEST_P(ReconcileTest, IdsAreLookedUpInManyStatements) {
  Begin();
  constexpr int kMany = 450;
  std::vector<Intake> intakes;
  for (int i = 0; i < kMany; ++i) {
    Append("m" + std::to_string(i));
    if (i % 2 == 0) intakes.push_back(MakeIntake("m" + std::to_string(i), std::to_string(i)));
  }
  ASSERT_TRUE(CaseRecords(db(), keys()).TakeIn(intakes, now_).has_value());
  const Books books = Look();
  EXPECT_TRUE(books.ok());
  EXPECT_EQ(books.sql->low, kMany / 2);
}

TEST_P(ReconcileTest, WithoutRedisThereIsNoVerdict) {
  server_->Kill();
  EXPECT_EQ(Reconcile(redis_, kPartitions, &db(), "").error().code, Code::kUnavailable);
}

// A worker starts under load: what comes in does not keep the books from beginning.
TEST_P(ReconcileTest, BeginsWhileMessagesComeIn) {
  for (const char* id : {"old1", "open"})
    TakeIn(id);
  Append("open");
  std::atomic<bool> stop{false};
  std::thread senders([&] {
    Redis own(server_->options());
    for (int i = 0; !stop; ++i)
      ASSERT_TRUE(own.Run(AppendCommand(TagOf(i % kPartitions),
                                        {"tips", "n" + std::to_string(i), "tip", "sealed", ""})));
  });
  Begin();
  stop = true;
  senders.join();
  EXPECT_EQ(Off(), "");
  EXPECT_EQ(Look().sql->low, 2);
}

INSTANTIATE_TEST_SUITE_P(Engines, ReconcileTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

// Traffic and a worker while it is read again and again: never a false alarm.
class ReconcileUnderWayTest : public ReconcileTest {};

TEST_P(ReconcileUnderWayTest, IsQuietWhileTrafficGoesOn) {
  Begin();
  std::atomic<bool> stop{false};
  std::thread worker([&] {
    Redis own(server_->options());
    Streams streams(own, kPartitions, "worker");
    const auto store = OpenAgain();
    CaseRecords cases(*store, keys());
    for (int i = 0; !stop; ++i) {
      const std::string id = "t" + std::to_string(i);
      EXPECT_TRUE(streams.Append(TagOf(i % kPartitions), {"tips", id, "tip", "sealed", ""}));
      std::vector<Lease> leases;
      for (int p = 0; p < kPartitions; ++p)
        leases.push_back({p, 1});
      const auto read = streams.Read("tips", leases);
      ASSERT_TRUE(read.has_value());
      for (const Delivered& entry : *read)
        EXPECT_TRUE(cases.TakeIn({MakeIntake(entry.id, "talk-" + entry.id)}, now_).has_value());
      EXPECT_TRUE(streams.Ack(*read).has_value());
    }
  });
  int looks = 0;
  EXPECT_TRUE(testing::Eventually([&] {
    ++looks;
    const Books books = Look();
    EXPECT_TRUE(books.ok()) << Off();
    return books.sql->rows > 100 || !books.ok();
  }));
  stop = true;
  worker.join();
  EXPECT_GT(looks, 1);
  const Books books = Look();
  EXPECT_TRUE(books.ok());
  EXPECT_TRUE(books.sql->steady);
  EXPECT_EQ(books.sql->low, books.sql->rows);
}

INSTANTIATE_TEST_SUITE_P(Engines, ReconcileUnderWayTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
