#include <algorithm>
#include <csignal>
#include <cstring>

#include <sys/wait.h>
#include <unistd.h>

#include "flows/cases/lifecycle.h"
#include "gateway/store/live/streams.h"
#include "gateway/store/reconcile.h"
#include "tests/support/postgres_server.h"
#include "tests/workers/jobs/worker_world.h"

namespace tipline::workers {
namespace {

class TakeInTest : public WorkerTest {
 protected:
  int64_t Left(const std::string& stream) {
    int64_t left = 0;
    for (int p = 0; p < settings_.partitions; ++p)
      left += redis_->Run({"XLEN", store::StreamKey(store::TagOf(p), stream)})->view().integer();
    return left;
  }
};

TEST_P(TakeInTest, ATipBecomesACaseAndAnAlertThatTellsNothing) {
  Send(MakeTip("tip1", "my boss keeps my passport and beats us, we are locked in", true));
  ASSERT_TRUE(StepUntil([&] { return provider_.count() >= 1; }));
  RunUntilIdle();
  const auto rows = Cases();
  ASSERT_EQ(rows.size(), 1U);
  const Case& item = rows[0].item;
  EXPECT_EQ(item.priority, Priority::kP0);
  ASSERT_EQ(rows[0].referrals, 1);
  const auto texts = TextsTo(NumberOf(1));
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_EQ(texts[0], "Ref " + item.reference + ". Reply A " + item.reference + " to take it, N " +
                          item.reference + " to pass.");
  EXPECT_EQ(ReferralsOf(item)[0].alert_state, "sent");
  EXPECT_EQ(Left("tips"), 0);
  EXPECT_EQ(Left("outbound"), 0);
}

TEST_P(TakeInTest, ABatchOfManyTipsIsTakenInWhole) {
  for (int i = 0; i < 300; ++i) {
    Tip tip = MakeTip("tip" + std::to_string(i), "they do not pay me");
    tip.pseudonym = Pseudonym(keys_, "+2547110" + std::to_string(10000 + i));
    Send(tip);
  }
  ASSERT_TRUE(StepUntil([&] { return Cases().size() == 300; }));
  RunUntilIdle();
  EXPECT_EQ(Cases().size(), 300U);
  EXPECT_EQ(Left("tips"), 0);
}

TEST_P(TakeInTest, AStoreThatWasStartedAgainMeanwhileIsUsedAgain) {
  Send(MakeTip("tip1", "they do not pay me"));
  ASSERT_TRUE(StepUntil([&] { return Cases().size() == 1; }));
  Send(MakeTip("tip2", "they do not pay us"));
  if (!sqlite()) testing::PostgresServer::Shared().Restart();  // SQLite has no connection to lose
  ASSERT_TRUE(StepUntil([&] { return Left("tips") == 0; }));
  EXPECT_EQ(Cases().size(), 2U);
  EXPECT_EQ(*store::Streams(*redis_, settings_.partitions, "test").DeadCount(), 0);
}

TEST_P(TakeInTest, WhatNobodyCanReadStillBecomesACaseAndWhatDoesNotOpenIsBuried) {
  SendRaw({"tips", "raw1", "raw", SealToCase(keys_, "no JSON at all"), "generic"}, "a");
  SendRaw({"tips", "bad1", "tip", "bm90IGEgYm94", "generic"}, "a");
  SendRaw({"tips", "odd1", "of another world", "x", "generic"}, "a");
  RunUntilIdle();
  const auto rows = Cases();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].item.about, "raw");
  const auto tips = services_->cases.TipsOf(rows[0].item.id);
  ASSERT_TRUE((*tips)[0].tip.has_value());
  EXPECT_EQ((*tips)[0].tip->text.Reveal(), "no JSON at all");
  store::Streams streams(*redis_, settings_.partitions, "test");
  EXPECT_TRUE(StepUntil([&] { return *streams.DeadCount() == 2; }));
  EXPECT_EQ(Left("tips"), 0);
}

TEST_P(TakeInTest, AResponderWhoseRowIsDamagedIsPassedOver) {
  Say("UPDATE responders SET hours = 'CANARY' WHERE id = 'r1'");
  StartAfresh();
  Send(MakeTip("tip1", "my boss keeps my passport", true));
  ASSERT_TRUE(StepUntil([&] { return !TextsTo(NumberOf(2)).empty(); }));
  EXPECT_TRUE(TextsTo(NumberOf(1)).empty());
}

TEST_P(TakeInTest, ADirectoryOfAnotherStoreKeyCostsTheOfferNotTheTip) {
  Say("UPDATE responders SET number_sealed = 'bm90IHNlYWxlZCBzbw'");
  StartAfresh();
  Send(MakeTip("tip1", "my boss keeps my passport", true));
  ASSERT_TRUE(StepUntil([&] { return Left("tips") == 0; }));
  const auto rows = Cases();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_TRUE(rows[0].needs_person);
  EXPECT_EQ(rows[0].referrals, 0);
  const auto file = services_->cases.Show(rows[0].item.id, "amina", clock_.Now());
  const auto said = std::find_if(file->timeline.begin(), file->timeline.end(),
                                 [](const auto& one) { return one.action == "nobody_to_ask"; });
  ASSERT_NE(said, file->timeline.end());
  EXPECT_EQ(said->detail, "directory_unreadable");
  EXPECT_EQ(*store::Streams(*redis_, settings_.partitions, "test").DeadCount(), 0);
}

TEST_P(TakeInTest, ATipWaitsForADirectoryThatIsOnlyAway) {
  Say("ALTER TABLE responders RENAME TO elsewhere");
  StartAfresh();
  Send(MakeTip("tip1", "my boss keeps my passport", true));
  for (int i = 0; i < 100; ++i) {
    clock_.Forward(kLastRetry);
    lane_->Step(Millis(0));
  }
  EXPECT_EQ(Left("tips"), 1);
  EXPECT_TRUE(Cases().empty());
  Say("ALTER TABLE elsewhere RENAME TO responders");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(kLastRetry);
    return !TextsTo(NumberOf(1)).empty();
  }));
}

TEST_P(TakeInTest, OneThatTheStoreRefusesKeepsOnlyItsOwnPersonWaiting) {
  Refuse("tips", "tip1");
  Tip first = MakeTip("tip1", "they do not pay me");
  Tip last = MakeTip("tip2", "they do not pay me, do not text me");
  Tip other = MakeTip("tip3", "they do not pay us");
  first.conversation = last.conversation = "talk";
  first.may_text = true;
  last.may_text = false;
  while (PartitionOf(other.pseudonym, settings_.partitions) ==
         PartitionOf(first.pseudonym, settings_.partitions))
    other.pseudonym = Pseudonym(keys_, other.pseudonym);
  for (const Tip& tip : {first, last, other})
    Send(tip);
  ASSERT_TRUE(StepUntil([&] { return Left("tips") == 2; }));
  for (int i = 0; i < 20; ++i)
    lane_->Step(Millis(0));
  ASSERT_EQ(Cases().size(), 1U);
  RefuseNothing("tips");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(kLastRetry);
    return Left("tips") == 0;
  }));
  ASSERT_EQ(Cases().size(), 2U);
  for (const store::CaseRow& row : Cases())
    EXPECT_TRUE(row.tips != 2 || !row.item.may_text) << "what was said last counts";
}

// The process ends, without any clean-up, at a named point between the steps; another one goes on.
// Whatever the point: one case, one offer, one alert on its way.
// The parameter is "<engine> <point>".
class CrashTest : public TakeInTest {
 protected:
  store::Books Books() {
    auto books = store::Reconcile(*redis_, settings_.partitions, database_.get(), "");
    EXPECT_TRUE(books.has_value()) << books.error().message;
    return books ? *std::move(books) : store::Books{};
  }
};

TEST_P(CrashTest, NothingIsLostOrDoubled) {
  ASSERT_TRUE(store::BeginSqlBooks(*redis_, settings_.partitions, *database_));
  Send(MakeTip("tip1", "my boss keeps my passport", true));
  const std::string point = GetParam().substr(GetParam().find(' ') + 1);
  lane_.reset();  // connections must not be shared with the child
  services_.reset();
  database_.reset();
  redis_->Disconnect();
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    StartAfresh();
    lane_->at_point = [&](const char* here) {
      if (point == here) ::kill(::getpid(), SIGKILL);
    };
    for (int i = 0; i < 2000; ++i)
      lane_->Step(Millis(5));
    ::_exit(1);  // the point was never reached
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << point;
  ASSERT_EQ(WTERMSIG(status), SIGKILL);
  StartAfresh();
  EXPECT_TRUE(Books().ok()) << "its row is there, and its entry may still wait";
  ASSERT_TRUE(StepUntil([&] { return provider_.count() >= 1; }));
  RunUntilIdle();
  const auto rows = Cases();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].tips, 1);
  EXPECT_EQ(rows[0].referrals, 1);
  EXPECT_EQ(TextsTo(NumberOf(1)).size(), 1U);
  EXPECT_EQ(Left("tips"), 0);
  const store::Books books = Books();
  EXPECT_TRUE(books.ok());
  EXPECT_EQ(books.sql->low, 1);
  EXPECT_EQ(books.sql->rows, 1);
}

std::vector<std::string> EnginesAndPoints() {
  std::vector<std::string> all;
  for (const char* engine : {"sqlite", "postgresql"})
    for (const char* point : {"taken_in", "alerted", "before_ack", "enqueued"})
      all.push_back(std::string(engine) + " " + point);
  return all;
}
INSTANTIATE_TEST_SUITE_P(Engines, CrashTest, ::testing::ValuesIn(EnginesAndPoints()),
                         [](const auto& param) {
                           std::string name = param.param;
                           name[name.find(' ')] = '_';
                           return name;
                         });

TEST_P(TakeInTest, SurvivesARestartOfRedis) {
  Send(MakeTip("tip1", "my boss keeps my passport", true));
  redis_server_->Kill();
  for (int i = 0; i < 3; ++i)
    lane_->Step(Millis(0));
  redis_server_->StartAgain();
  ASSERT_TRUE(StepUntil([&] { return provider_.count() >= 1; }));
  EXPECT_EQ(Cases().size(), 1U);
}

TIPLINE_ON_BOTH_ENGINES(TakeInTest);

}  // namespace
}  // namespace tipline::workers
