// Which message finds out whether a channel that was down still is.
#include "tests/workers/loop/sender_world.h"

namespace tipline::workers {
namespace {

class SenderProbeTest : public SenderWorld {
 protected:
  void SetUp() override {
    SenderWorld::SetUp();
    AddFailover();
  }
};

TEST_P(SenderProbeTest, AnAlertFindsNothingOut) {
  BringDown("generic");
  clock_.Forward(flows::kTryDownAgain);
  PostMessage("a1", OutboundClass::kAlert);
  ASSERT_TRUE(StepUntil([&] { return StateOf("a1") == "sent"; }));
  EXPECT_EQ(Row("a1").channel, "second");
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(Row("m1").channel, "generic") << "an ordinary one does";
  Generic().failover.clear();
  PostMessage("a2", OutboundClass::kAlert);
  ASSERT_TRUE(StepUntil([&] { return StateOf("a2") == "sent"; }));
  EXPECT_EQ(Row("a2").channel, "generic") << "nobody else can carry it";
}

TEST_P(SenderProbeTest, NorDoesWhatIsOfAnUrgentCase) {
  const Case item = CaseHeard(Millis(60'000), true);
  ASSERT_LE(item.priority, Priority::kP1);
  BringDown("generic");
  clock_.Forward(flows::kTryDownAgain);
  Post("staff", {.case_id = item.id});
  Post("answer", {});  // to somebody who has one
  for (const char* id : {"staff", "answer"}) {
    ExpectEnd(id, "sent", "");
    EXPECT_EQ(Row(id).channel, "second") << id;
  }
}

TEST_P(SenderProbeTest, WhatMayNotGoFindsNothingOut) {
  BringDown("generic");
  clock_.Forward(flows::kTryDownAgain);
  Post("notice", {.kind = OutboundClass::kNotice});
  ExpectEnd("notice", "rejected", "no_safe_contact");
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(Row("m1").channel, "generic");
}

TIPLINE_ON_BOTH_ENGINES(SenderProbeTest);

}  // namespace
}  // namespace tipline::workers
