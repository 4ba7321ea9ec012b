// Check-ins from SQL and Redis to the messages that phones get.
#include <gmock/gmock.h>

#include "tests/workers/jobs/checkin_world.h"
#include "workers/jobs/checkin_wording.h"

namespace tipline::workers {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Checkin : public CheckinWorld {
 protected:
  std::vector<std::string> Leads() const { return TextsTo(NumberOf(1)); }
};
TIPLINE_ON_BOTH_ENGINES(Checkin);

TEST_P(Checkin, NobodyAnswersAndEachStepIsTakenOnceUntilALateAnswerStandsAllDown) {
  Enrol({kFriend, kSister});
  EXPECT_EQ(Ask("checkin_here", {{"place", "Mombasa"}}).at("heard"), "yes");
  const TimePoint due = DueAt();
  PassUntil(due + minutes(5));
  EXPECT_THAT(TextsTo(kTraveller), ElementsAre(CheckinWord(CheckinText::kAsk)));
  PassUntil(due + hours(2) + minutes(55));
  EXPECT_THAT(TextsTo(kTraveller), SizeIs(3));
  EXPECT_THAT(TextsTo(kFriend), SizeIs(2)) << "asked and thanked, not alarmed";
  PassUntil(due + hours(3) + minutes(10));
  ASSERT_THAT(TextsTo(kFriend), SizeIs(3));
  EXPECT_THAT(TextsTo(kFriend).back(), HasSubstr("Told us Mombasa, "));
  EXPECT_THAT(TextsTo(kSister), SizeIs(2)) << "one after the other";
  PassUntil(due + hours(4) + minutes(15));
  EXPECT_THAT(TextsTo(kSister), SizeIs(3));
  EXPECT_THAT(Leads(), SizeIs(1));
  EXPECT_EQ(Leads().front().find("Asha"), std::string::npos) << "no name in a message to staff";
  Says(kTraveller, "1");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_THAT(TextsTo(kTraveller), SizeIs(4));
  EXPECT_THAT(TextsTo(kFriend).back(), HasSubstr("Asha is in touch again"));
  EXPECT_THAT(TextsTo(kSister).back(), HasSubstr("Asha is in touch again"));
  EXPECT_THAT(Leads(), SizeIs(2));
  EXPECT_GT(DueAt(), clock_.Now());
  EXPECT_EQ(*lane_->contacts().Role(Pseudonym(keys_, kFriend)), "") << "nothing is waited for";
  EXPECT_THAT(Kinds(), ElementsAre("accepted", "accepted", "ask", "remind", "remind_again",
                                   "contact", "contact", "lead", "stood_down"));
}

TEST_P(Checkin, EveryKindOfSignResetsIt) {
  Enrol();
  TimePoint due = DueAt();
  PassUntil(due + minutes(10));
  Says(kTraveller, "", "checkin_sign");  // dialled, wrote anything
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_EQ(DueAt(), due + hours(24));
  due = DueAt();
  PassUntil(due - hours(3));
  EXPECT_EQ(Ask("checkin_here").at("heard"), "yes");
  EXPECT_EQ(DueAt(), due + hours(24));
  PassUntil(due + hours(5));
  EXPECT_THAT(TextsTo(kTraveller), SizeIs(1)) << "asked once, on the first day";
  EXPECT_THAT(TextsTo(kFriend), SizeIs(2));
}

TEST_P(Checkin, OurOutageIsNobodysAlarmAndStaffHearOfItOnce) {
  Enrol();
  const TimePoint due = DueAt();
  PassUntil(due - hours(1));
  const size_t before = TextsTo(kFriend).size();
  Away(hours(6));
  Restart();
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_EQ(TextsTo(kFriend).size(), before);
  PassUntil(due + hours(9) + minutes(50));  // asked at 5:00, two hours to recover, then the ladder
  EXPECT_EQ(TextsTo(kFriend).size(), before);
  EXPECT_THAT(TextsTo(kTraveller), SizeIs(3)) << "asked anew first";
  ASSERT_THAT(Leads(), SizeIs(1));
  EXPECT_THAT(Leads().front(), HasSubstr("Check-in alarms are paused"));
  PassUntil(due + hours(10) + minutes(20));
  EXPECT_EQ(TextsTo(kFriend).size(), before + 1) << "a true one is not lost";
}

TEST_P(Checkin, AGatewayThatIsAwayHoldsEverythingWhileTheWorkerRuns) {
  Enrol();
  const TimePoint due = DueAt();
  PassUntil(due - minutes(1));
  for (int i = 0; i < 60; ++i) {  // four hours
    clock_.Forward(minutes(4));
    ASSERT_TRUE(chores_->Look().has_value());
    lane_->Step(Millis(0));
  }
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_THAT(TextsTo(kFriend), SizeIs(2));
  EXPECT_THAT(TextsTo(kTraveller), SizeIs(::testing::Le(1)));
  ASSERT_THAT(Leads(), SizeIs(1));
  EXPECT_THAT(Leads().front(), HasSubstr("paused"));
  Pass(hours(5) + minutes(10));
  EXPECT_THAT(TextsTo(kFriend), SizeIs(3));
  EXPECT_THAT(Leads(), SizeIs(1)) << "once";
}

TEST_P(Checkin, RedisForgetsEverythingAndNoCheckinIsLost) {
  Enrol();
  const TimePoint due = DueAt();
  PassUntil(due + minutes(30));
  ASSERT_TRUE(redis_->Run({"FLUSHALL"}).has_value());
  Restart();
  ASSERT_NO_FATAL_FAILURE(Alive());
  EXPECT_TRUE(store::HasRole(*lane_->contacts().Role(Pseudonym(keys_, kTraveller)), "traveller"));
  PassUntil(due + hours(3) + minutes(20));
  EXPECT_THAT(TextsTo(kFriend), SizeIs(3));
}

TEST_P(Checkin, AWorkerThatDiesBetweenTheRecordAndTheMessageTellsTheContactOnce) {
  Enrol();
  const TimePoint due = DueAt();
  PassUntil(due + hours(2) + minutes(40));
  const store::Traveller before = Me();
  ASSERT_EQ(before.state.stage, flows::CheckinStage::kRemindedAgain);
  while (clock_.Now() < *before.state.step_at) {  // the lane stands still meanwhile
    clock_.Forward(minutes(2));
    ASSERT_NO_FATAL_FAILURE(Alive());
  }
  lane_->at_point = [](const char* point) {
    if (std::string_view(point) == "checkin_saved") throw 1;
  };
  EXPECT_ANY_THROW(static_cast<void>(ClimbCheckin(*lane_, before.id)));
  EXPECT_FALSE(Me().posted);
  Restart();
  ASSERT_NO_FATAL_FAILURE(Alive());
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_THAT(TextsTo(kFriend), SizeIs(3));
  Pass(minutes(20));
  EXPECT_THAT(TextsTo(kFriend), SizeIs(3));
  EXPECT_TRUE(Me().posted);
}

TEST_P(Checkin, TheWordForTroubleLooksLikeAnyAnswerAndIsP0) {
  Enrol({kFriend}, "mango tree");
  const TimePoint due = DueAt();
  PassUntil(due + hours(3) + minutes(10));
  const size_t told = TextsTo(kFriend).size();
  Says(kTraveller, "trouble");  // as the gateway hands it over
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_EQ(TextsTo(kTraveller).back(), CheckinWord(CheckinText::kThanks));
  EXPECT_EQ(TextsTo(kFriend).size(), told) << "nobody hears that all is well";
  const auto cases = Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases[0].item.priority, Priority::kP0);
  EXPECT_GT(DueAt(), clock_.Now()) << "and nobody writes to the phone again";
  bool paged = false;
  for (const std::string& text : Leads())
    paged = paged || text.find("needs a look now") != std::string::npos;
  EXPECT_TRUE(paged);
}

TEST_P(Checkin, InTheFlowTheWordOrDuressDoesTheSame) {
  Enrol({}, "mango tree");
  EXPECT_EQ(Ask("checkin_here", {{"place", "Mango tree!"}}).at("heard"), "yes");
  EXPECT_TRUE(Me().place.empty());
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_THAT(Cases(), SizeIs(1)) << "once, though it was done twice";
  EXPECT_EQ(Ask("checkin_here", {{"place", "Nakuru"}}, kTraveller, true).at("heard"), "yes");
  EXPECT_TRUE(Me().place.empty()) << "a place under duress may be anybody's";
}

TEST_P(Checkin, PauseGoOnChangeAndCancel) {
  Enrol();
  const TimePoint due = DueAt();
  EXPECT_EQ(Ask("checkin_pause").at("pause_state"), "paused");
  PassUntil(due + hours(4));
  EXPECT_THAT(TextsTo(kTraveller), IsEmpty());
  EXPECT_EQ(Ask("checkin_list").at("plan_state"), "paused");
  EXPECT_EQ(Ask("checkin_pause", {{"resume", "yes"}}).at("pause_state"), "running");
  EXPECT_EQ(DueAt(), due + hours(24));
  const std::string before = Ask("checkin_list").at("next_check");
  const Values changed = Ask("checkin_change", {{"hour", "3"}});
  EXPECT_EQ(changed.at("changed"), "yes");
  EXPECT_NE(changed.at("next_check"), before);
  EXPECT_EQ(Ask("checkin_change", {{"clock", "25:00"}}).at("changed"), "wrong");
  EXPECT_EQ(Ask("checkin_cancel").at("cancelled"), "yes");
  EXPECT_EQ(Ask("checkin_list").at("plan_state"), "none");
  EXPECT_EQ(*lane_->contacts().Role(Pseudonym(keys_, kTraveller)), "");
  Pass(hours(30));
  EXPECT_THAT(TextsTo(kFriend), SizeIs(2));
  clock_.Forward(kEndedKept + hours(1));
  ASSERT_TRUE(chores_->Tidy().has_value());
  EXPECT_EQ(Count("travellers") + Count("checkin_contacts") + Count("checkin_events"), 0);
}

TEST_P(Checkin, WhoDoesNotWantMessagesGetsNoneAndIsWaitedForAllTheSame) {
  ASSERT_EQ(Ask("checkin_enrol", {{"nickname", "Asha"}, {"prompts", "no"}}).at("enrolled"), "yes");
  const TimePoint due = DueAt();
  PassUntil(due + hours(3) + minutes(10));
  EXPECT_THAT(TextsTo(kTraveller), IsEmpty());
  EXPECT_THAT(Leads(), SizeIs(1));
}

TEST_P(Checkin, NothingReadableIsInTheStore) {
  Enrol({kFriend}, "mango tree");
  Ask("checkin_here", {{"place", "Mombasa"}});
  for (const char* word : {"Asha", "Mombasa", "mango", "254711000001", "254711000077"})
    for (const char* column : {"travellers WHERE details_sealed || act || stage",
                               "checkin_contacts WHERE details_sealed || state",
                               "checkin_events WHERE detail_sealed || kind"})
      EXPECT_EQ(Count(std::string(column) + " LIKE '%" + word + "%'"), 0);
}

}  // namespace
}  // namespace tipline::workers
