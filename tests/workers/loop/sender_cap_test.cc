// What messages cost, and what leaves when the day's money is spent.

#include "tests/workers/loop/sender_world.h"
#include "workers/loop/send_rules.h"

namespace tipline::workers {
namespace {

using std::chrono::hours;

class SenderCapTest : public SenderWorld {};

TEST_P(SenderCapTest, SegmentsAndCostAreWritten) {
  Generic().cost_per_segment_micros = 800'000;
  Generic().currency = "KES";
  Generic().time_zone = "Africa/Nairobi";
  Post("long", {.text = std::string(200, 'x')});
  ExpectEnd("long", "sent", "");
  EXPECT_EQ(Row("long").segments, 2);
  EXPECT_EQ(Row("long").cost_micros, 1'600'000);
  EXPECT_EQ(Row("long").currency, "KES");
  const auto today = FormatTime(clock_.Now() + hours(3)).substr(0, 10);
  EXPECT_EQ(services_->outbound.SpendOf("generic", today, "KES")->cost_micros, 1'600'000);
}

// A channel on which a message costs one, five may be spent, and answers get one more.
class SenderCapReachedTest : public SenderCapTest {
 protected:
  void SetUp() override {
    SenderCapTest::SetUp();
    Generic().cost_per_segment_micros = 1'000'000;
    Generic().currency = "KES";
    Generic().daily_cap_micros = 5'000'000;
  }
  void Spend(int messages) {
    for (; messages > 0; --messages) {
      const std::string id = "spent" + std::to_string(++spent_);
      Post(id, {.to = "+25471100010" + std::to_string(spent_)});
      ExpectEnd(id, "sent", "");
    }
  }
  int spent_ = 0;
};

TEST_P(SenderCapReachedTest, WhoJustWroteIsAnsweredOverTheCap) {
  Spend(5);
  Keep(Safe());
  Post("notice", {.kind = OutboundClass::kNotice});
  ExpectEnd("notice", "held", "spend_cap");
  Post("stranger", {.to = "+254711000099"});
  ExpectEnd("stranger", "sent", "");
  Post("next", {.to = "+254711000098"});  // nor is that without a bound
  ExpectEnd("next", "held", "spend_cap");
  EXPECT_LE(*Row("next").next_try_at, clock_.Now() + kConfigProbe);  // it may be urgent by then
  EXPECT_GT(*Row("notice").next_try_at, clock_.Now());
  EXPECT_EQ(provider_.count(), 6U);
}

TEST_P(SenderCapReachedTest, AnAnswerThatTheCapHeldLongLightsNoPhoneUp) {
  Spend(6);
  Post("late", {.to = "+254711000099"});
  ExpectEnd("late", "held", "spend_cap");
  Generic().daily_cap_micros = 1'000'000'000;
  clock_.Forward(flows::kConversation + kConfigProbe);
  ASSERT_TRUE(StepUntil([&] { return StateOf("late") != "held"; }));
  ExpectEnd("late", "rejected", "too_late");
  EXPECT_EQ(BoxOf("late"), "");
}

TEST_P(SenderCapReachedTest, TheUrgentGoesOverBoth) {
  Spend(6);
  Post("m3", {});
  ExpectEnd("m3", "held", "spend_cap");
  const Case item = CaseHeard(Millis(60'000), true);
  ASSERT_LE(item.priority, Priority::kP1);
  const auto alert = ReferralsOf(item).front().id;
  EXPECT_TRUE(StepUntil([&] { return StateOf(alert) == "sent"; }));
  Post("staff", {.case_id = item.id});
  Post("answer", {});  // in the conversation of that person
  ExpectEnd("staff", "sent", "");
  ExpectEnd("answer", "sent", "");
  clock_.Forward(kConfigProbe);
  EXPECT_TRUE(StepUntil([&] { return StateOf("m3") == "sent"; })) << "urgent by now";
  Post("stranger", {.to = "+254711000099"});
  ExpectEnd("stranger", "held", "spend_cap");
}

TIPLINE_ON_BOTH_ENGINES(SenderCapReachedTest);
TIPLINE_ON_BOTH_ENGINES(SenderCapTest);

}  // namespace
}  // namespace tipline::workers
