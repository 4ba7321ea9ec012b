// Calls that nobody answers: which are one, which are shown, and what they are signs of.
#include <gmock/gmock.h>

#include "gateway/store/records/missed_calls.h"
#include "tests/workers/jobs/missed_call_world.h"

namespace tipline::workers {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MissedCallTest : public MissedCallWorld {};
TIPLINE_ON_BOTH_ENGINES(MissedCallTest);

TEST_P(MissedCallTest, WithoutARuleStaffSeeThatItRangAndNoNumberIsKept) {
  ASSERT_NO_FATAL_FAILURE(Ring());
  const Tip tip = OnlyTip();
  EXPECT_EQ(tip.answers.at("call_back"), "no");
  EXPECT_EQ(tip.answers.at("missed_calls"), "1");
  EXPECT_TRUE(tip.number.empty());
  EXPECT_FALSE(HasNumber());
  const Case item = CallCases().front();
  EXPECT_EQ(item.disposition, "missed_call");
  EXPECT_EQ(item.priority, Priority::kP3);
  EXPECT_FALSE(item.wants_callback);
  EXPECT_FALSE(item.may_text);
  EXPECT_THAT(ReferralsOf(item), IsEmpty()) << "nobody outside is alarmed";
  EXPECT_THAT(TextsTo(kTraveller), IsEmpty());
}

TEST_P(MissedCallTest, CallsWithinMinutesAreOneAndThoseOfADayOneCase) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_NO_FATAL_FAILURE(Ring());
    clock_.Forward(minutes(4));
  }
  EXPECT_EQ(OnlyTip().answers.at("missed_calls"), "1");
  clock_.Forward(hours(1));
  ASSERT_NO_FATAL_FAILURE(Ring());
  ASSERT_THAT(CallCases(), SizeIs(1));
  const auto tips = Tips(CallCases().front());
  ASSERT_THAT(tips, SizeIs(2));
  EXPECT_EQ(tips.back().answers.at("missed_calls"), "4");
  clock_.Forward(hours(25));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_THAT(CallCases(), SizeIs(2)) << "another day";
}

TEST_P(MissedCallTest, WhoRingsOnAndOnIsShownAgainAndAnotherDayIsAnotherCase) {
  for (int i = 0; i < 16; ++i) {
    ASSERT_NO_FATAL_FAILURE(Ring());
    clock_.Forward(minutes(4));
  }
  ASSERT_THAT(CallCases(), SizeIs(1));
  auto tips = Tips(CallCases().front());
  ASSERT_THAT(tips, SizeIs(6)) << "each ten minutes of the hour";
  EXPECT_EQ(tips.back().answers.at("missed_calls"), "16");
  for (int i = 0; i < 6; ++i) {
    clock_.Forward(hours(5));
    ASSERT_NO_FATAL_FAILURE(Ring());
  }
  EXPECT_THAT(CallCases(), SizeIs(2));
}

TEST_P(MissedCallTest, AProcessThatDiesInBetweenLosesAndDoublesNothing) {
  lane_->at_point = [](const char* point) {
    if (std::string_view(point) == "call_kept") throw std::runtime_error("dies");
  };
  Inbound call;
  call.kind = InboundKind::kCall;
  call.channel = "generic";
  call.from = Secret<std::string>(kTraveller);
  call.sent_at = clock_.Now();
  SendRaw({"tips", "c1", "missed_call", SealToCase(keys_, EncodeInbound(call)), "generic"},
          Pseudonym(keys_, kTraveller));
  lane_->Step(Millis(0));
  EXPECT_THAT(CallCases(), IsEmpty());
  StartAfresh();
  ASSERT_TRUE(StepUntil([&] { return CallCases().size() == 1; }));
  OnlyTip();
}

TEST_P(MissedCallTest, HiddenNumbersOfAChannelAreOneItem) {
  ASSERT_NO_FATAL_FAILURE(Ring(""));
  clock_.Forward(hours(1));
  ASSERT_NO_FATAL_FAILURE(Ring(""));
  ASSERT_THAT(CallCases(), SizeIs(1));
  const auto tips = Tips(CallCases().front());
  ASSERT_THAT(tips, SizeIs(2));
  EXPECT_EQ(tips.back().answers.at("number"), "hidden");
  EXPECT_EQ(tips.back().answers.at("call_back"), "no");
}

TEST_P(MissedCallTest, ACallByAClockThatWasAheadSilencesNoneAfterIt) {
  ASSERT_NO_FATAL_FAILURE(Ring(kTraveller, "ahead", hours(5)));
  EXPECT_THAT(Tips(CallCases().front()), SizeIs(1));
  clock_.Forward(minutes(11));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_THAT(Tips(CallCases().front()), SizeIs(2));
  // The worker's was too.
  const std::string other = "+254711000099";
  store::MissedCalls records(*database_);
  const TimePoint later = clock_.Now() + hours(24 * 300);
  ASSERT_TRUE(records.Keep({"later", Pseudonym(keys_, other), later}, "talk").has_value());
  ASSERT_NO_FATAL_FAILURE(Ring(other));
  EXPECT_THAT(CallCases(), SizeIs(2));
}

TEST_P(MissedCallTest, TheSameCallTwiceIsOne) {
  ASSERT_NO_FATAL_FAILURE(Ring(kTraveller, "twice"));
  ASSERT_NO_FATAL_FAILURE(Ring(kTraveller, "twice"));
  EXPECT_EQ(OnlyTip().answers.at("missed_calls"), "1");
}

TEST_P(MissedCallTest, ATravellerWhoRingsIsAlive) {
  Enrol();
  const TimePoint due = DueAt();
  PassUntil(due + minutes(10));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(DueAt(), due + hours(24));
}

TEST_P(MissedCallTest, OfNobodyKnownItIsNoSign) {
  ASSERT_NO_FATAL_FAILURE(Ring("+254711000099"));
  EXPECT_THAT(CallCases(), SizeIs(1));
  store::Streams streams(*redis_, settings_.partitions, "test");
  EXPECT_EQ(*streams.DeadCount(), 0);
}

}  // namespace
}  // namespace tipline::workers
