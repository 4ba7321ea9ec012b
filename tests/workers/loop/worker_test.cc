#include "workers/loop/worker.h"

#include "gateway/base/metrics.h"
#include "gateway/store/reconcile.h"
#include "tests/workers/jobs/worker_world.h"
#include "workers/loop/books.h"

namespace tipline::workers {
namespace {

class LoopTest : public WorkerTest {};

TEST_P(LoopTest, RespondersPhonesAreMarkedAgainInARedisThatCameBackEmpty) {
  lane_->Stop();
  lane_.reset();
  auto worker = Worker::Start(
      *services_, [&](const std::string&) { return redis_server_->options(); }, "test", 1);
  ASSERT_TRUE(worker.has_value()) << worker.error().message;
  store::Contacts contacts(*redis_, settings_.partitions);
  const auto marked = [&] {
    const auto role = contacts.Role(Pseudonym(keys_, NumberOf(1)));
    return role && *role == store::kResponderRole;
  };
  ASSERT_TRUE(testing::Eventually(marked));
  ASSERT_TRUE(redis_->Run({"FLUSHALL"}));
  ASSERT_TRUE(redis_->Run({"FUNCTION", "FLUSH"}));
  ASSERT_FALSE(marked());
  EXPECT_TRUE(testing::Eventually(marked));
  (*worker)->Stop();
}

TEST_P(LoopTest, BeginsTheBooksBeforeItWorks) {
  Say("INSERT INTO cases (id, reference, conversation, priority, status, channel, medium, "
      "language, "
      "about, consent, child, may_text, wants_callback, needs_person, pseudonym, assigned_to, "
      "closure_code, indicators, created_at, updated_at, due_at, closed_at, revision) VALUES ('c', "
      "'r', 'talk', 1, 'open', '', '', '', '', '', 0, 0, 0, 0, '', "
      "'', '', '', 1, 1, 0, 0, 1)");
  Say("INSERT INTO tips (id, case_id, kind, channel, received_at, priority, box_sealed, "
      "assessment_sealed) VALUES ('before', 'c', 'tip', '', 1, 1, '', '')");
  Send(MakeTip("after", "my boss keeps my passport"));
  lane_->Stop();
  lane_.reset();
  auto worker = Worker::Start(
      *services_, [&](const std::string&) { return redis_server_->options(); }, "test", 2);
  ASSERT_TRUE(worker.has_value()) << worker.error().message;
  const auto rows = [&] {
    const auto books = store::Reconcile(*redis_, settings_.partitions, database_.get(), "");
    EXPECT_TRUE(books.has_value() && books->ok());
    return books && books->sql->steady ? books->sql->rows : 0;
  };
  EXPECT_TRUE(testing::Eventually([&] { return rows() == 2; }));
  (*worker)->Stop();
}

TEST_P(LoopTest, SaysEveryMinuteWhatIsNotAccountedFor) {
  BooksKeeper books(*services_, redis_server_->options());
  const auto unaccounted = [] {
    const std::string text = MetricsText();
    const std::string name = "\ntipline_unaccounted ";
    const size_t at = text.find(name);
    return at == std::string::npos ? "not there" : text.substr(at + name.size(), 1);
  };
  books.Look();  // begins them, too
  EXPECT_EQ(unaccounted(), "0");
  ASSERT_TRUE(redis_->Run({"XADD", store::StreamKey(store::TagOf(1), "tips"), "*", "id", "x"}));
  books.Look();
  EXPECT_EQ(unaccounted(), "0") << "not again at once";
  clock_.Forward(kBooksEvery);
  books.Look();
  EXPECT_EQ(unaccounted(), "1");
  ASSERT_TRUE(redis_->Run({"DEL", store::StreamKey(store::TagOf(1), "tips")}));
  clock_.Forward(kBooksEvery);
  books.Look();
  EXPECT_EQ(unaccounted(), "0");
}

TIPLINE_ON_BOTH_ENGINES(LoopTest);

}  // namespace
}  // namespace tipline::workers
