// What the sender lets out and what not, and what becomes of the rest.

#include "gateway/base/covers.h"
#include "tests/workers/loop/sender_world.h"
#include "workers/loop/send_rules.h"

namespace tipline::workers {
namespace {

using std::chrono::hours;

class SenderRulesTest : public SenderWorld {};

TEST_P(SenderRulesTest, QuietHoursHoldWhatWasNotAskedForAndLetAnswersGo) {
  const Case item = CaseHeard(hours(24));
  Generic().quiet_hours = Around(hours(-2), hours(5));
  Post("staff", {.case_id = item.id});
  Keep(Safe());
  Post("notice", {.kind = OutboundClass::kNotice});
  Post("answer", {.text = "the police will come"});  // within a turn: the flow was looked at before
  ExpectEnd("staff", "held", "quiet_hours");
  ExpectEnd("notice", "held", "quiet_hours");
  ExpectEnd("answer", "sent", "");
  EXPECT_EQ(Row("staff").attempts, 0);
  EXPECT_GT(*Row("staff").next_try_at, clock_.Now() + hours(4));
  clock_.Forward(hours(5) + std::chrono::minutes(1));
  EXPECT_TRUE(StepUntil([&] { return StateOf("staff") == "sent" && StateOf("notice") == "sent"; }));
}

TEST_P(SenderRulesTest, WhatStaffAnswerAtOnceGoesAtNightToo) {
  const Case item = CaseHeard(Millis(60'000));
  Generic().quiet_hours = Around(hours(-2), hours(5));
  Post("staff", {.case_id = item.id});
  ExpectEnd("staff", "sent", "");
}

TEST_P(SenderRulesTest, NothingGoesToWhoTookItBack) {
  const Case item = CaseHeard(hours(2));
  Keep(Safe());
  Post("before", {.case_id = item.id});
  ExpectEnd("before", "sent", "");
  ASSERT_TRUE(
      services_->safe_contacts.Withdraw(Pseudonym(keys_, number_), "", "tester", clock_.Now())
          .has_value());
  Post("staff", {.case_id = item.id});
  Post("notice", {.kind = OutboundClass::kNotice});
  ExpectEnd("staff", "rejected", "contact_withdrawn");
  ExpectEnd("notice", "rejected", "contact_withdrawn");
  clock_.Forward(Millis(10));
  Post("answer", {});  // they wrote again
  ExpectEnd("answer", "sent", "");
}

TEST_P(SenderRulesTest, NothingGoesToWhomItIsNotSafeToWriteToNorAfterTheCaseWasClosedAsThat) {
  const Case item = CaseHeard(hours(2));
  flows::SafeContact contact = Safe();
  contact.pseudonym.clear();
  contact.case_id = item.id;
  Keep(contact);
  Post("before", {.case_id = item.id});
  ExpectEnd("before", "sent", "");
  ASSERT_TRUE(
      services_->cases
          .Close({item.id, 0, "amina", clock_.Now()}, "unsafe_to_contact", Secret<std::string>())
          .has_value());
  Post("told", {.kind = OutboundClass::kNotice, .case_id = item.id});
  ExpectEnd("told", "rejected", "unsafe_to_contact");
}

TEST_P(SenderRulesTest, ASafeHourIsWaitedForButNotTooLong) {
  const Case item = CaseHeard(hours(24));
  flows::SafeContact contact = Safe();
  contact.hours = *flows::ReadDayHours(Around(hours(2), hours(3)));
  contact.pseudonym.clear();
  contact.case_id = item.id;
  Keep(contact);
  Post("staff", {.case_id = item.id});
  ExpectEnd("staff", "held", "safe_hours");
  clock_.Forward(hours(2) + std::chrono::minutes(1));
  EXPECT_TRUE(StepUntil([&] { return StateOf("staff") == "sent"; }));
  // On a weekday that is further away than the message may be late.
  const auto today = std::chrono::floor<std::chrono::days>(clock_.Now());
  contact.hours.weekdays = {
      static_cast<int>(std::chrono::weekday(today + std::chrono::days(5)).iso_encoding())};
  Keep(contact);
  Post("late", {.case_id = item.id});
  ExpectEnd("late", "expired", "safe_hours");
}

TEST_P(SenderRulesTest, ASensitiveWordIsRefused) {
  const Case item = CaseHeard(hours(24));
  Keep(Safe());
  Post("staff", {.text = "The POLICE will come", .case_id = item.id});
  Post("notice", {.kind = OutboundClass::kNotice, .text = "call the hotline"});
  ExpectEnd("staff", "rejected", "sensitive_word");
  ExpectEnd("notice", "rejected", "sensitive_word");
  // A responder is no person who wrote to us; an alert tells what it must.
  Post("responder", {.text = "case 4821 is yours", .to = NumberOf(1)});
  ExpectEnd("responder", "sent", "");
}

TEST_P(SenderRulesTest, WithoutTheListsNothingUnaskedGoes) {
  const Case item = CaseHeard(hours(24));
  Keep(Safe());
  settings_.flows_dir = dir_ / "nowhere";
  StartAfresh();
  Post("staff", {.case_id = item.id});
  Post("answer", {});
  ExpectEnd("staff", "held", "no_word_lists");
  ExpectEnd("answer", "sent", "");
}

TEST_P(SenderRulesTest, WhoOptedOutGetsAnswersOnly) {
  const Case item = CaseHeard(hours(24));
  Keep(Safe());
  ASSERT_TRUE(services_->opt_outs
                  .Tell(Pseudonym(keys_, number_), OptChange::kOptOut,
                        {"generic", "22395", clock_.Now(), "person"})
                  .has_value());
  Post("staff", {.case_id = item.id});
  Post("notice", {.kind = OutboundClass::kNotice});
  Post("answer", {});
  ExpectEnd("staff", "rejected", "opted_out");
  ExpectEnd("notice", "rejected", "opted_out");
  ExpectEnd("answer", "sent", "");
  ASSERT_TRUE(services_->opt_outs
                  .Tell(Pseudonym(keys_, number_), OptChange::kOptIn,
                        {"generic", "", clock_.Now(), "person"})
                  .has_value());
  Post("again", {.kind = OutboundClass::kNotice});
  ExpectEnd("again", "sent", "");
}

// Staff's words wait in the case; what goes out tells nothing of them.
TEST_P(SenderRulesTest, AfterTheSilenceOnlyTheCoverGoesAndOnlyIfItIsSafe) {
  const Case item = CaseHeard(flows::kSilence - std::chrono::minutes(1));
  Post("open", {.text = "Meet me at two", .case_id = item.id});
  ExpectEnd("open", "sent", "");
  clock_.Forward(std::chrono::minutes(2));
  Post("silent", {.text = "Meet me at three", .case_id = item.id});
  ExpectEnd("silent", "rejected", "conversation_over");
  flows::SafeContact contact = Safe();
  Keep(contact);
  Post("any", {.text = "Meet me at four", .case_id = item.id});
  ExpectEnd("any", "sent", "");
  contact.cover = "order";
  Keep(contact);
  Post("chosen", {.text = "Meet me at five", .case_id = item.id});
  ExpectEnd("chosen", "sent", "");
  const std::vector<std::string> wanted = {"Meet me at two",
                                           *CoverText(settings_.flows_dir, "en", "greeting"),
                                           *CoverText(settings_.flows_dir, "en", "order")};
  EXPECT_EQ(TextsTo(number_), wanted);
}

TEST_P(SenderRulesTest, ANoticeToWhoNeverSaidThatItIsSafe) {
  Post("notice", {.kind = OutboundClass::kNotice});
  ExpectEnd("notice", "rejected", "no_safe_contact");
}

TEST_P(SenderRulesTest, ARefusedOptOutIsRemembered) {
  settings_.channels["at"] = Generic();
  settings_.channels["at"].id = "at";
  settings_.channels["at"].provider = "twilio";
  settings_.channels["at"].secrets["account_sid"] = Secret<std::string>("AC1");
  settings_.channels["at"].secrets["auth_token"] = Secret<std::string>("t");
  settings_.channels["at"].sender = "+254700000000";
  provider_.Script([](const auto&) {
    return testing::FakeAnswer{400, R"({"code":21610,"message":"unsubscribed","status":400})", {}};
  });
  PostMessage("m1", OutboundClass::kReply, "at");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "rejected"; }));
  const auto known = services_->opt_outs.Of(Pseudonym(keys_, "+254711000007"));
  ASSERT_TRUE(known && known->size() == 1);
  EXPECT_EQ(known->front().channel, "at");
  EXPECT_EQ(known->front().source, "send");
}

TEST_P(SenderRulesTest, WhoSaidThatMessagesAreNotSafeGetsAnswersOnly) {
  const Case item = CaseHeard(hours(24), false, "no");
  Post("staff", {.case_id = item.id});
  Post("answer", {});
  ExpectEnd("staff", "rejected", "not_safe");
  ExpectEnd("answer", "sent", "");
}

TEST_P(SenderRulesTest, AnAnswerThatComesAfterTheConversationIsNotSent) {
  Answers(provider_, 401);
  Post("answer", {});
  ExpectEnd("answer", "held", "http 401");
  Answers(provider_, 200);
  clock_.Forward(flows::kConversation + Millis(1));
  ASSERT_TRUE(StepUntil([&] { return StateOf("answer") != "held"; }));
  ExpectEnd("answer", "rejected", "too_late");
  EXPECT_EQ(provider_.count(), 1U);
}

TEST_P(SenderRulesTest, WhatNoChannelCarriesEndsAndItsWordsGo) {
  struct Row {
    const char* id;
    const char* channel;
    const char* reason;
  };
  Generic().countries = {"TZ"};  // the number is of Kenya
  const Row rows[] = {{"m1", "gone", "no such channel"},
                      {"m2", "mute", "channel has no api_url"},
                      {"m3", "generic", "country_not_served"}};
  for (const Row& row : rows) {
    PutInto(row.id, OutboundClass::kReply, 0, row.channel);
    ExpectEnd(row.id, "held", row.reason);
    EXPECT_NE(BoxOf(row.id), "") << row.id;
  }
  clock_.Forward(std::chrono::hours(25));
  for (const Row& row : rows) {
    ASSERT_TRUE(Soon([&] { return StateOf(row.id) == "expired"; })) << row.id;
    EXPECT_EQ(BoxOf(row.id), "") << row.id;
  }
}

TEST_P(SenderRulesTest, WhatAnEarlierReleaseHeldWithoutATimeEndsToo) {
  PutInto("m1", OutboundClass::kReply, 0, "gone");
  Say("UPDATE outbound SET state = 'held', reason = 'no such channel', next_try_at = 0");
  clock_.Forward(std::chrono::hours(25));
  StartAfresh();
  EXPECT_TRUE(Soon([&] { return StateOf("m1") == "expired"; }));
}

TIPLINE_ON_BOTH_ENGINES(SenderRulesTest);

}  // namespace
}  // namespace tipline::workers
