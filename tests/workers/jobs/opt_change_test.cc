#include "tests/workers/jobs/worker_world.h"

namespace tipline::workers {
namespace {

class OptChangeTest : public WorkerTest {
 protected:
  const std::string number_ = "+254711000001";
  void Tell(const std::string& id, OptChange change, InboundKind kind = InboundKind::kSms,
            const std::string& from = "+254711000001") {
    Inbound inbound;
    inbound.kind = kind;
    inbound.channel = "generic";
    inbound.from = Secret(from);
    inbound.to = "22395";
    inbound.opt = change;
    SendRaw({"tips", id, "opt", SealToCase(keys_, EncodeInbound(inbound)), "generic"},
            Pseudonym(keys_, from));
  }
  std::vector<store::OptOut> Known() {
    const auto known = services_->opt_outs.Of(Pseudonym(keys_, number_));
    return known ? *known : std::vector<store::OptOut>();
  }
};

TEST_P(OptChangeTest, StopIsKeptAndStartClearsIt) {
  Tell("o1", OptChange::kOptOut);
  ASSERT_TRUE(StepUntil([&] { return Known().size() == 1; }));
  EXPECT_EQ(Known()[0].sender, "22395");
  EXPECT_EQ(Known()[0].source, "person");
  Tell("o2", OptChange::kOptIn);
  EXPECT_TRUE(StepUntil([&] { return Known().empty(); }));
}

TEST_P(OptChangeTest, ANoticeOfTheProvider) {
  Tell("o1", OptChange::kOptOut, InboundKind::kStatus);
  ASSERT_TRUE(StepUntil([&] { return Known().size() == 1; }));
  EXPECT_EQ(Known()[0].source, "provider");
}

TEST_P(OptChangeTest, OfNobodyIsBuried) {
  Tell("o1", OptChange::kOptOut, InboundKind::kSms, "");
  store::Streams streams(*redis_, settings_.partitions, "test");
  EXPECT_TRUE(StepUntil([&] { return *streams.DeadCount() == 1; }));
}

TIPLINE_ON_BOTH_ENGINES(OptChangeTest);

}  // namespace
}  // namespace tipline::workers
