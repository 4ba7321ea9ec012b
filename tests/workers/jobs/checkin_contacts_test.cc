// Those who are told when a traveller is late: asked first, forgotten when they say no, told one
// after the other.
#include <gmock/gmock.h>

#include "tests/workers/jobs/checkin_world.h"
#include "workers/jobs/checkin_wording.h"

namespace tipline::workers {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class CheckinContacts : public CheckinWorld {
 protected:
  std::vector<std::string> Leads() const { return TextsTo(NumberOf(1)); }
};
TIPLINE_ON_BOTH_ENGINES(CheckinContacts);

TEST_P(CheckinContacts, OfWhoSaysNoNothingIsKeptButThatTheyWereAsked) {
  Enrol({});
  const long long audit = Count("audit");
  EXPECT_EQ(Ask("checkin_contact_add", {{"contact_number", "0711 000 077"}}).at("contact_state"),
            "asked");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_THAT(TextsTo(kFriend), SizeIs(1));
  const std::string friend_id = Pseudonym(keys_, kFriend);
  EXPECT_EQ(*lane_->contacts().Role(friend_id), "checkin_contact");
  Says(kFriend, "2");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_EQ(TextsTo(kFriend).back(), CheckinWord(CheckinText::kDeclined));
  EXPECT_EQ(Count("checkin_contacts"), 0);
  EXPECT_EQ(Count("checkin_declined"), 1);
  EXPECT_EQ(Count("safe_contacts WHERE pseudonym = '" + friend_id + "'"), 0);
  EXPECT_EQ(Count("audit WHERE detail LIKE '%" + friend_id + "%'"), 0);
  EXPECT_GE(Count("audit"), audit);
  EXPECT_EQ(*lane_->contacts().Role(friend_id), "");
  // Asked again: not even the traveller learns what was said.
  EXPECT_EQ(Ask("checkin_contact_add", {{"contact_number", kFriend}}).at("contact_state"), "asked");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_THAT(TextsTo(kFriend), SizeIs(2));
  EXPECT_EQ(Count("checkin_contacts"), 0);
}

TEST_P(CheckinContacts, AnInvitationThatNobodyAnswersGoesAndNoContactIsToldWithoutAYes) {
  Enrol({});
  Ask("checkin_contact_add", {{"contact_number", kFriend}});
  const TimePoint due = DueAt();
  PassUntil(due + hours(3) + minutes(10));
  EXPECT_THAT(TextsTo(kFriend), SizeIs(1)) << "the invitation";
  EXPECT_THAT(Leads(), SizeIs(1)) << "nobody else to tell";
  clock_.Forward(kInvitationLasts);
  ASSERT_NO_FATAL_FAILURE(Alive());
  Pass(kCheckinTidy + minutes(5));  // what came in meanwhile would have been read by then
  ASSERT_TRUE(chores_->Tidy().has_value());
  EXPECT_EQ(Count("checkin_contacts"), 0);
  EXPECT_EQ(Count("checkin_declined"), 0) << "may be asked again";
}

TEST_P(CheckinContacts, TwoTravellersAskTheSameFriendOneAfterTheOther) {
  Enrol({});
  Ask("checkin_enrol", {{"nickname", "Juma"}}, "+254711000002");
  Ask("checkin_contact_add", {{"contact_number", kFriend}});
  Ask("checkin_contact_add", {{"contact_number", kFriend}}, "+254711000002");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  ASSERT_THAT(TextsTo(kFriend), SizeIs(1));
  EXPECT_THAT(TextsTo(kFriend).back(), HasSubstr("Asha"));
  Says(kFriend, "1");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_THAT(TextsTo(kFriend), SizeIs(3));
  Says(kFriend, "2");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_EQ(Count("checkin_contacts"), 1);
  EXPECT_EQ(Ask("checkin_list").at("contacts_on"), "1");
  EXPECT_EQ(Ask("checkin_list", {}, "+254711000002").at("contacts_on"), "0");
}

TEST_P(CheckinContacts, AnAlertThatCannotBeDeliveredGoesToTheNextAndToTheDutyLead) {
  Enrol({kFriend, kSister});
  provider_.Script([&](const testing::FakeRequest& request) {
    testing::FakeAnswer answer;
    const bool refused = request.body.find(kFriend) != std::string::npos;
    if (refused) answer.status = 400;
    return answer;
  });
  const TimePoint due = DueAt();
  PassUntil(due + hours(3) + minutes(10));
  Pass(minutes(5));
  EXPECT_THAT(TextsTo(kSister).back(), HasSubstr("has not answered"));
  EXPECT_THAT(Leads(), SizeIs(1));
}

TEST_P(CheckinContacts, AContactAsksForHelpWithOneKey) {
  Enrol();
  PassUntil(DueAt() + hours(3) + minutes(10));
  Says(kFriend, "1");
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  EXPECT_EQ(TextsTo(kFriend).back(), CheckinWord(CheckinText::kPassedOn));
  ASSERT_THAT(Leads(), SizeIs(1));
  EXPECT_THAT(Leads().front(), HasSubstr("asks that traveller"));
  EXPECT_EQ(Ask("checkin_relay", {}, kFriend).at("relayed"), "yes");
  EXPECT_EQ(Ask("checkin_relay", {}, kSister).at("relayed"), "none");
}

}  // namespace
}  // namespace tipline::workers
