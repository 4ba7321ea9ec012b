// Who may be written to about check-ins: by what the message is, and by nothing that is kept.
#include <gmock/gmock.h>

#include "tests/workers/jobs/checkin_world.h"
#include "workers/jobs/checkin_wording.h"

namespace tipline::workers {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kOther = "+254711000002";  // another traveller

class CheckinAllow : public CheckinWorld {
 protected:
  std::string Invite(const std::string& traveller = kTraveller) {
    return Ask("checkin_contact_add", {{"contact_number", kFriend}}, traveller).at("contact_state");
  }
  void EnrolOther() {
    ASSERT_EQ(Ask("checkin_enrol", {{"nickname", "Juma"}}, kOther).at("enrolled"), "yes");
  }
  std::string StateOfFriend() {
    const auto all = Records().OfPhone(Pseudonym(keys_, kFriend));
    return all && all->size() == 1 ? all->front().state : "";
  }
  const char* Past(CheckinAbout about, const std::string& traveller, const std::string& contact) {
    past_ = WhyPast(*services_, WriteReferral(about, traveller, contact));
    return past_.c_str();
  }

 private:
  std::string past_;
};
TIPLINE_ON_BOTH_ENGINES(CheckinAllow);

TEST_P(CheckinAllow, NothingIsKeptThatWouldAllowOrRefuseAnythingElse) {
  Enrol();
  PassUntil(DueAt() + minutes(10));
  EXPECT_THAT(TextsTo(kTraveller), SizeIs(1));
  EXPECT_EQ(Count("safe_contacts"), 0);
}

TEST_P(CheckinAllow, WhoDidNotAnswerOnceMayBeInvitedByAnotherLater) {
  Enrol({});
  EnrolOther();
  EXPECT_EQ(Invite(), "asked");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  clock_.Forward(kInvitationLasts + hours(1));
  ASSERT_NO_FATAL_FAILURE(Alive());
  Pass(kCheckinTidy + minutes(5));
  ASSERT_TRUE(chores_->Tidy().has_value());
  EXPECT_EQ(Invite(kOther), "asked");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  ASSERT_THAT(TextsTo(kFriend), SizeIs(2));
  EXPECT_THAT(TextsTo(kFriend).back(), HasSubstr("Juma"));
}

TEST_P(CheckinAllow, ANoOfThePersonStands) {
  for (const char* number : {kTraveller, kFriend}) {
    const auto no =
        services_->safe_contacts.Withdraw(Pseudonym(keys_, number), "", "staff", clock_.Now());
    ASSERT_TRUE(no.has_value());
  }
  const Values enrolled = Ask("checkin_enrol", {{"nickname", "Asha"}, {"prompts", "yes"}});
  EXPECT_EQ(enrolled.at("enrolled"), "yes");
  EXPECT_EQ(enrolled.at("asks"), "no") << "so that nobody is told that we ask";
  EXPECT_EQ(Invite(), "asked");
  PassUntil(DueAt() + minutes(10));
  EXPECT_THAT(TextsTo(kTraveller), IsEmpty());
  EXPECT_THAT(TextsTo(kFriend), IsEmpty());
  EXPECT_EQ(Count("safe_contacts WHERE withdrawn_at <> 0"), 2);
}

TEST_P(CheckinAllow, ANoToOneIsAskedForTheOther) {
  Enrol({});
  EnrolOther();
  Invite();
  Invite(kOther);
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  ASSERT_THAT(TextsTo(kFriend), SizeIs(1));
  Says(kFriend, "2");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  ASSERT_THAT(TextsTo(kFriend), SizeIs(3)) << "asked, thanked, asked";
  bool asked = false;
  for (const std::string& text : TextsTo(kFriend))
    asked = asked || text.find("Juma would like us") != std::string::npos;
  EXPECT_TRUE(asked);
}

TEST_P(CheckinAllow, AnInvitationThatDidNotLeaveIsSentWhenTheTravellerAsksAgain) {
  Enrol({});
  store::CheckinContact contact;  // a worker died behind this
  contact.id = "01C";
  contact.traveller_id = Me().id;
  contact.number = Secret<std::string>(kFriend);
  contact.pseudonym = Pseudonym(keys_, kFriend);
  contact.place = 1;
  contact.state = "asked";
  contact.asked_at = clock_.Now();
  contact.expires_at = clock_.Now() + kInvitationLasts;
  ASSERT_TRUE(Records().AddContact(contact).has_value());
  EXPECT_EQ(Invite(), "asked");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_THAT(TextsTo(kFriend), SizeIs(1));
}

TEST_P(CheckinAllow, AnAnswerIsNoneToWhatWasAskedAfterIt) {
  Enrol({});
  const TimePoint before = clock_.Now();
  Invite();
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  Inbound inbound;
  inbound.kind = InboundKind::kSms;
  inbound.channel = "generic";
  inbound.from = Secret<std::string>(kFriend);
  inbound.text = Secret<std::string>("1");
  inbound.sent_at = before;
  SendRaw({"tips", "early", "checkin_sms", SealToCase(keys_, EncodeInbound(inbound)), "generic"},
          Pseudonym(keys_, kFriend));
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_EQ(StateOfFriend(), "asked");
  Says(kFriend, "1");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_EQ(StateOfFriend(), "active");
}

TEST_P(CheckinAllow, AnInvitationThatCannotBeDeliveredIsNotWaitedFor) {
  Enrol({});
  provider_.Script([](const testing::FakeRequest& request) {
    testing::FakeAnswer answer;
    if (request.body.find(kFriend) != std::string::npos) answer.status = 400;
    return answer;
  });
  Invite();
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  ASSERT_NO_FATAL_FAILURE(Pass(minutes(5)));
  EXPECT_EQ(Count("checkin_contacts"), 0);
}

TEST_P(CheckinAllow, AnEnrolmentThatIsDoneAgainGivesTheRoleThatRedisDidNotTake) {
  Inquiry inquiry;
  inquiry.id = "i";
  inquiry.kind = "checkin_enrol";
  inquiry.channel = "generic";
  inquiry.language = "en";
  inquiry.asked_at = clock_.Now();
  inquiry.number = Secret<std::string>(kTraveller);
  inquiry.pseudonym = Pseudonym(keys_, kTraveller);
  inquiry.fields["nickname"] = Secret<std::string>("Asha");
  const InquiryKind* kind = FindInquiryKind("checkin_enrol");
  ASSERT_NE(kind, nullptr);
  ASSERT_TRUE(kind->run(*lane_, inquiry).has_value());
  ASSERT_TRUE(redis_->Run({"FLUSHALL"}).has_value());
  const auto again = kind->run(*lane_, inquiry);
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_EQ(again->at("enrolled"), "yes");
  EXPECT_TRUE(store::HasRole(*lane_->contacts().Role(inquiry.pseudonym), store::kTravellerRole));
}

TEST_P(CheckinAllow, AMessageIsLookedAtOnceMoreWhenItLeaves) {
  Enrol({});
  const std::string id = Me().id;
  EXPECT_STREQ(Past(CheckinAbout::kPrompt, id, ""), "checkin_over") << "nobody is asked now";
  PassUntil(DueAt() + minutes(10));
  EXPECT_STREQ(Past(CheckinAbout::kPrompt, id, ""), "");
  ASSERT_TRUE(services_->opt_outs
                  .Tell(Pseudonym(keys_, kTraveller), OptChange::kOptOut,
                        {"generic", "22395", clock_.Now(), "person"})
                  .has_value());
  EXPECT_STREQ(Past(CheckinAbout::kPrompt, id, ""), "not_asked");
  EXPECT_STREQ(Past(CheckinAbout::kPrompt, "none", ""), "checkin_over");
  EXPECT_STREQ(Past(CheckinAbout::kInvite, id, "none"), "checkin_over");
  EXPECT_STREQ(Past(CheckinAbout::kLead, id, ""), "");
  EXPECT_EQ(WhyPast(*services_, "01ARZ3NDEKTSV4RRFFQ69G5FAV"), "") << "a referral of a case";
}

TEST_P(CheckinAllow, AClockThatWasSetBackIsReckonedWithByWhoeverLooksNext) {
  Enrol({});
  clock_.Forward(hours(120));
  ASSERT_NO_FATAL_FAILURE(Alive());
  Says(kTraveller, "1");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  ASSERT_EQ(Me().state.stage, flows::CheckinStage::kWaiting);
  clock_.Set(-hours(72));
  // Another worker sees it, and dies.
  const auto seen = Records().ChangeWatch([&](flows::Watch watch) {
    return flows::Look(std::move(watch), {clock_.Now(), clock_.Now(), {}});
  });
  ASSERT_TRUE(seen.has_value());
  EXPECT_GT(DueAt(), clock_.Now() + hours(30));
  ASSERT_NO_FATAL_FAILURE(Alive());
  EXPECT_LT(DueAt(), clock_.Now() + hours(30));
}

}  // namespace
}  // namespace tipline::workers
