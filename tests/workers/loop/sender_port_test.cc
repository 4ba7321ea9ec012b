// "Reply when in port" (domain.md F41): what is written to somebody at sea waits for the port or
// for a sign of life, however long that takes.

#include "gateway/base/covers.h"
#include "gateway/base/ids.h"
#include "gateway/store/records/case_access.h"
#include "tests/workers/loop/sender_world.h"

namespace tipline::workers {
namespace {

using std::chrono::days;
using std::chrono::hours;

class SenderPortTest : public SenderWorld {
 protected:
  // A case of somebody who said when they are in port, a day ago.
  Case AtSea(const std::string& when) {
    Tip tip = MakeTip("tip1", "no pay since march");
    tip.medium = Medium::kUssd;
    tip.received_at = clock_.Now() - hours(24);
    tip.may_text = when != "no";
    tip.code = Secret<std::string>("0412345678");
    tip.pin = Secret<std::string>("2749");
    tip.answers = {
        {"sector", "fishing"}, {"port_when", when}, {"may_text", when == "no" ? "no" : "yes"}};
    Send(tip);
    EXPECT_TRUE(StepUntil([&] { return Cases().size() == 1; }));
    RunUntilIdle();
    return Cases()[0].item;
  }
  // Something else comes from the same phone.
  void Lives(const std::string& conversation = "talk-tip1") {
    Tip tip = MakeTip("tip2", "we are near the coast");
    tip.conversation = conversation;
    tip.received_at = clock_.Now();
    Send(tip);
    RunUntilIdle();
  }
  // The case is opened with its code and PIN.
  void Opens(const Case& item) {
    store::CaseAccess access(*database_, keys_);
    const auto opened =
        access.Open({NewUlid(clock_.Now()), item.pseudonym, "return",
                     Secret<std::string>("0412345678"), Secret<std::string>("2749")},
                    clock_.Now());
    ASSERT_TRUE(opened && *opened);
  }
  bool Sent(const std::string& id) {
    return StepUntil([&] { return StateOf(id) == "sent"; });
  }
};

TEST_P(SenderPortTest, AMessageWaitsForThePortAndDoesNotExpire) {
  const Case item = AtSea("month");
  Post("staff", {.case_id = item.id});
  ExpectEnd("staff", "held", "at_sea");
  for (const int day : {1, 3, 10, 14}) {  // all in all 28
    clock_.Forward(days(day));
    ASSERT_TRUE(StepUntil([&] { return Row("staff").next_try_at > clock_.Now(); })) << day;
    RunUntilIdle();
    EXPECT_EQ(StateOf("staff"), "held") << day;
    EXPECT_EQ(Row("staff").attempts, 0) << day;
  }
  clock_.Forward(days(2));
  ASSERT_TRUE(Sent("staff"));
  const auto texts = TextsTo(number_);
  ASSERT_FALSE(texts.empty());
  EXPECT_EQ(texts.back(), *CoverText(settings_.flows_dir, "en", kDefaultCover))
      << "after so long only the cover goes";
}

TEST_P(SenderPortTest, ASignOfLifeLetsItGo) {
  const Case item = AtSea("unknown");
  Post("staff", {.case_id = item.id});
  ExpectEnd("staff", "held", "at_sea");
  clock_.Forward(days(40));
  RunUntilIdle();
  EXPECT_EQ(StateOf("staff"), "held");
  Lives();
  clock_.Forward(flows::kPortLook);
  EXPECT_TRUE(Sent("staff"));
}

TEST_P(SenderPortTest, WhatAnotherSendsFromThatPhoneIsNoSignOfHimHisPinIs) {
  const Case item = AtSea("unknown");
  Post("staff", {.case_id = item.id});
  ExpectEnd("staff", "held", "at_sea");
  clock_.Forward(days(40));
  Lives("of somebody else");
  clock_.Forward(flows::kPortLook);
  RunUntilIdle();
  EXPECT_EQ(StateOf("staff"), "held");
  Opens(item);
  clock_.Forward(flows::kPortLook);
  EXPECT_TRUE(Sent("staff"));
}

TEST_P(SenderPortTest, WhatHeWroteBeforeSayingSoIsNoSignOfLife) {
  const Case item = AtSea("quarter");
  clock_.Forward(days(2));
  Post("staff", {.case_id = item.id});
  ExpectEnd("staff", "held", "at_sea");
  Lives();
  clock_.Forward(flows::kInReach + hours(1));  // nobody looked meanwhile: out of reach again
  RunUntilIdle();
  EXPECT_EQ(StateOf("staff"), "held");
}

TEST_P(SenderPortTest, HalfAYearWithoutASignIsTheEnd) {
  const Case item = AtSea("unknown");
  Post("staff", {.case_id = item.id});
  ExpectEnd("staff", "held", "at_sea");
  clock_.Forward(days(181));
  EXPECT_TRUE(StepUntil([&] { return StateOf("staff") == "rejected"; }));
  EXPECT_EQ(Row("staff").reason, "safe_contact_over");
}

TEST_P(SenderPortTest, HoursHoldWithinThePort) {
  const Case item = AtSea("week");
  Post("staff", {.case_id = item.id});
  ExpectEnd("staff", "held", "at_sea");
  Generic().quiet_hours = Around(hours(-1), hours(4));
  clock_.Forward(days(8));
  ASSERT_TRUE(StepUntil([&] { return Row("staff").reason == "quiet_hours"; }));
  EXPECT_EQ(StateOf("staff"), "held") << "older than any other message gets";
  clock_.Forward(hours(5));
  EXPECT_TRUE(Sent("staff"));
}

TEST_P(SenderPortTest, WhoWantsNothingGetsNothing) {
  const Case item = AtSea("no");
  Post("staff", {.case_id = item.id});
  ExpectEnd("staff", "rejected", "not_safe");
}

TIPLINE_ON_BOTH_ENGINES(SenderPortTest);

}  // namespace
}  // namespace tipline::workers
