// Who is alarmed about a late traveller, and when not.
#include <atomic>

#include <gmock/gmock.h>

#include "gateway/store/live/prompted.h"
#include "tests/workers/jobs/checkin_world.h"
#include "workers/cli/checkin_relay.h"
#include "workers/jobs/checkin_wording.h"
#include "workers/loop/send_rules.h"

namespace tipline::workers {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CheckinAlarm : public CheckinWorld {
 protected:
  std::vector<std::string> Leads() const { return TextsTo(NumberOf(1)); }
  size_t Alarms(const std::string& number) const {
    const auto texts = TextsTo(number);
    return static_cast<size_t>(std::count_if(texts.begin(), texts.end(), [](const auto& one) {
      return one.find("has not answered") != std::string::npos;
    }));
  }
  // Enrolled for one day, which is the last: 18:00 tomorrow there.
  void EnrolForADay(const std::string& trouble) {
    ASSERT_EQ(Ask("checkin_enrol",
                  {{"nickname", "Asha"}, {"days", "1"}, {"every", "1"}, {"trouble", trouble}})
                  .at("enrolled"),
              "yes");
  }
  // Until the next step is due, while the lane stands still.
  void StandStillUntil(TimePoint at) {
    while (clock_.Now() < at) {
      clock_.Forward(minutes(2));
      ASSERT_NO_FATAL_FAILURE(Alive());
    }
  }
  // What the sender says of words that staff write in that case now.
  flows::Ruling Ruled(const std::string& case_id) {
    store::OutboundRow row;
    row.id = "reply";
    row.channel = "generic";
    row.case_id = case_id;
    row.created_at = clock_.Now();
    Outbound message;
    message.channel = "generic";
    message.to = Secret<std::string>(kTraveller);
    message.text = Secret<std::string>("See you at two");
    const auto ruling = RuleOn(*services_, row, message, 0, clock_.Now());
    EXPECT_TRUE(ruling.has_value());
    return ruling ? *ruling : flows::Ruling();
  }
  // The provider does not take what is written to these numbers.
  void Refuse(const std::vector<std::string>& numbers) {
    provider_.Script([numbers](const testing::FakeRequest& request) {
      testing::FakeAnswer answer;
      for (const std::string& one : numbers)
        if (request.body.find(one) != std::string::npos) answer.status = 400;
      return answer;
    });
  }
};
TIPLINE_ON_BOTH_ENGINES(CheckinAlarm);

TEST_P(CheckinAlarm, WhoeverGoesNobodyIsLeftOut) {
  Enrol({kFriend, kSister});
  const TimePoint due = DueAt();
  PassUntil(due + hours(3) + minutes(10));
  ASSERT_EQ(Alarms(kFriend), 1U);
  ASSERT_EQ(Ask("checkin_change", {{"drop_contact", "1"}}).at("changed"), "yes");
  PassUntil(due + hours(3) + minutes(45));
  EXPECT_EQ(Alarms(kSister), 1U);
  EXPECT_EQ(Alarms(kFriend), 1U);
}

TEST_P(CheckinAlarm, AfterTheWordForTroubleTheNextLatenessIsToldAsTheFirst) {
  Enrol({kFriend, kSister}, "mango tree");
  const TimePoint due = DueAt();
  PassUntil(due + hours(3) + minutes(10));
  Says(kTraveller, "trouble");
  PassUntil(due + hours(27) + minutes(10));
  EXPECT_EQ(Alarms(kFriend), 2U);
  EXPECT_EQ(Alarms(kSister), 0U);
  PassUntil(due + hours(27) + minutes(45));
  EXPECT_EQ(Alarms(kSister), 1U);
}

TEST_P(CheckinAlarm, AfterADialFriendsHearThatAllIsWellOnlyIfTheWordForTroubleDoesNotFollow) {
  Enrol({kFriend}, "mango tree");
  for (const bool trouble : {true, false}) {
    SCOPED_TRACE(trouble);
    const TimePoint due = DueAt();
    PassUntil(due + hours(3) + minutes(10));
    const size_t told = TextsTo(kFriend).size();
    Says(kTraveller, "", "checkin_sign");
    ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
    EXPECT_EQ(TextsTo(kFriend).size(), told);
    if (trouble) Ask("checkin_here", {{"place", "Mango tree"}});
    ASSERT_NO_FATAL_FAILURE(Pass(minutes(15)));
    EXPECT_EQ(TextsTo(kFriend).size(), told + (trouble ? 0U : 1U));
    EXPECT_GT(DueAt(), clock_.Now());
  }
  EXPECT_THAT(TextsTo(kFriend).back(), HasSubstr("in touch again"));
  EXPECT_THAT(Cases(), SizeIs(1));
}

TEST_P(CheckinAlarm, ADialAndAnUrgentCaseIsNotAllWell) {
  Enrol();
  PassUntil(DueAt() + hours(3) + minutes(10));
  const size_t told = TextsTo(kFriend).size();
  Says(kTraveller, "", "checkin_sign");
  Send(MakeTip("01T", "help", true));
  ASSERT_NO_FATAL_FAILURE(Pass(minutes(15)));
  EXPECT_EQ(TextsTo(kFriend).size(), told);
  EXPECT_GT(DueAt(), clock_.Now());
}

TEST_P(CheckinAlarm, OnTheLastDayTheWordMayFollowTheDialAndTheDutyLeadMayLook) {
  EnrolForADay("mango tree");
  PassUntil(DueAt() + minutes(10));
  Says(kTraveller, "", "checkin_sign");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_EQ(Ask("checkin_here", {{"place", "mango tree"}}).at("heard"), "yes");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  const auto cases = Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases[0].item.priority, Priority::kP0);
  const auto all = Records().List("", 10, true);
  ASSERT_TRUE(all.has_value());
  ASSERT_THAT(*all, SizeIs(1));
  EXPECT_TRUE(all->front().ended_at.has_value());
  EXPECT_TRUE(cli::OverdueBy(*all, CheckinReference(all->front())).has_value())
      << "what the duty lead was told to look at";
}

TEST_P(CheckinAlarm, WhoseWordForTroubleWasHeardIsShownToTheDutyLeadThoughTheLadderStandsDown) {
  Enrol({kFriend}, "mango tree");
  PassUntil(DueAt() + minutes(10));
  EXPECT_FALSE(cli::OverdueBy({Me()}, Me().id).has_value());
  Says(kTraveller, "trouble");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_TRUE(cli::OverdueBy({Me()}, Me().id).has_value());
}

TEST_P(CheckinAlarm, AnAlarmThatWasHeldUpDoesNotLeaveAfterTheTravellerAnswered) {
  Enrol();
  const auto away = std::make_shared<std::atomic<bool>>(true);
  provider_.Script([away](const testing::FakeRequest& request) {
    testing::FakeAnswer answer;
    if (*away && request.body.find("has not answered") != std::string::npos) answer.status = 503;
    return answer;
  });
  PassUntil(DueAt() + hours(3) + minutes(3));
  Says(kTraveller, "1");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  const size_t tried = Alarms(kFriend);
  *away = false;
  ASSERT_NO_FATAL_FAILURE(Pass(minutes(30)));
  EXPECT_EQ(Alarms(kFriend), tried);
}

TEST_P(CheckinAlarm, OfQuestionsThatWereHeldUpOnlyTheLastOneLeaves) {
  Enrol({});
  const auto away = std::make_shared<std::atomic<bool>>(true);
  const auto taken = std::make_shared<std::atomic<int>>(0);
  provider_.Script([away, taken](const testing::FakeRequest& request) {
    testing::FakeAnswer answer;
    if (request.body.find(kTraveller) == std::string::npos) return answer;
    if (*away) answer.status = 503;
    if (!*away) ++*taken;
    return answer;
  });
  const TimePoint due = DueAt();
  PassUntil(due + hours(2) + minutes(10));
  ASSERT_EQ(Me().state.stage, flows::CheckinStage::kRemindedAgain);
  *away = false;
  PassUntil(due + hours(2) + minutes(50));
  EXPECT_EQ(*taken, 1);
  EXPECT_EQ(TextsTo(kTraveller).back(), CheckinWord(CheckinText::kRemindAgain));
}

TEST_P(CheckinAlarm, WhoMayNotBeAskedAnyMoreIsNoAlarmForFriends) {
  Enrol();
  const auto stop = services_->opt_outs.Tell(Pseudonym(keys_, kTraveller), OptChange::kOptOut,
                                             {"generic", "22395", clock_.Now(), "person"});
  ASSERT_TRUE(stop.has_value());
  PassUntil(DueAt() + hours(5));
  EXPECT_THAT(TextsTo(kTraveller), IsEmpty());
  EXPECT_EQ(Alarms(kFriend), 0U);
  EXPECT_THAT(Leads(), SizeIs(1));
}

TEST_P(CheckinAlarm, AContactWhoseOwnPlanIsPausedAsksForHelpAllTheSame) {
  Enrol();
  ASSERT_EQ(Ask("checkin_enrol", {{"nickname", "Juma"}}, kFriend).at("enrolled"), "yes");
  ASSERT_EQ(Ask("checkin_pause", {}, kFriend).at("pause_state"), "paused");
  PassUntil(DueAt() + hours(3) + minutes(10));
  Says(kFriend, "1");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_EQ(TextsTo(kFriend).back(), CheckinWord(CheckinText::kPassedOn));
  EXPECT_THAT(Leads(), SizeIs(1));
}

TEST_P(CheckinAlarm, AnAnswerThatWeDidNotGetToYetHoldsTheAlarm) {
  Enrol();
  PassUntil(DueAt() + hours(2) + minutes(40));
  const store::Traveller before = Me();
  ASSERT_EQ(before.state.stage, flows::CheckinStage::kRemindedAgain);
  Says(kTraveller, "1");  // lies in the stream
  ASSERT_NO_FATAL_FAILURE(StandStillUntil(*before.state.step_at));
  ASSERT_TRUE(ClimbCheckin(*lane_, before.id).has_value());
  EXPECT_EQ(Me().state.stage, flows::CheckinStage::kRemindedAgain);
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_EQ(Alarms(kFriend), 0U);
  EXPECT_EQ(Me().state.stage, flows::CheckinStage::kWaiting);
}

TEST_P(CheckinAlarm, WithoutADutyLeadItIsACase) {
  Enrol({});
  ASSERT_TRUE(services_->directory_records.Import(Directory(), "tester", clock_.Now()).has_value());
  PassUntil(DueAt() + hours(3) + minutes(10));
  const auto cases = Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_LE(cases[0].item.priority, Priority::kP1);
}

TEST_P(CheckinAlarm, ADutyLeadWhoCannotBeReachedMakesItACase) {
  Enrol({});
  Refuse({NumberOf(1), NumberOf(2)});
  PassUntil(DueAt() + hours(3) + minutes(20));
  const auto cases = Cases();
  ASSERT_THAT(cases, SizeIs(1)) << "one, though two of them could not";
  EXPECT_LE(cases[0].item.priority, Priority::kP1);
}

// The phone may be in other hands, though something came from it a moment ago.
TEST_P(CheckinAlarm, WhatStaffWriteAfterTheWordForTroubleGoesOutByTheRuleOfThePersonOnly) {
  Enrol({kFriend}, "mango tree");
  Says(kTraveller, "trouble");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  const auto cases = Cases();
  ASSERT_THAT(cases, SizeIs(1));
  ASSERT_EQ(cases[0].item.priority, Priority::kP0);
  const auto before = Ruled(cases[0].item.id);
  EXPECT_EQ(before.what, flows::Ruling::What::kRefuse);
  EXPECT_EQ(before.reason, "no_safe_contact");
  flows::SafeContact contact;
  contact.pseudonym = Pseudonym(keys_, kTraveller);
  contact.may_write = true;
  contact.updated_at = clock_.Now();
  contact.updated_by = "tester";
  ASSERT_TRUE(services_->safe_contacts.Keep(contact).has_value());
  const auto after = Ruled(cases[0].item.id);
  EXPECT_EQ(after.what, flows::Ruling::What::kGo) << after.reason;
  EXPECT_FALSE(after.cover.empty());
}

TEST_P(CheckinAlarm, WhatStaffWriteToSomebodyOverdueIsNoAnswer) {
  Enrol({});
  ASSERT_TRUE(services_->directory_records.Import(Directory(), "tester", clock_.Now()).has_value());
  PassUntil(DueAt() + hours(3) + minutes(10));
  const auto cases = Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(Ruled(cases[0].item.id).what, flows::Ruling::What::kRefuse);
}

TEST_P(CheckinAlarm, WhoWasAskedHasARoleThatSaysSoUntilTheyAnswer) {
  Enrol();
  const std::string me = Pseudonym(keys_, kTraveller);
  const auto prompted = [&] {
    return store::HasRole(*lane_->contacts().Role(me), store::kPromptedRole);
  };
  EXPECT_FALSE(prompted());
  PassUntil(DueAt() + minutes(10));
  EXPECT_TRUE(prompted());
  Says(kTraveller, "1");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_FALSE(prompted());
}

}  // namespace
}  // namespace tipline::workers
