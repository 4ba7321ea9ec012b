#include "workers/loop/worker.h"

#include "tests/workers/jobs/worker_world.h"

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

TIPLINE_ON_BOTH_ENGINES(LoopTest);

}  // namespace
}  // namespace tipline::workers
