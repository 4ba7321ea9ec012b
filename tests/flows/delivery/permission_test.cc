#include "flows/delivery/permission.h"

#include <gtest/gtest.h>

namespace tipline::flows {
namespace {

using What = Ruling::What;
using std::chrono::hours;

const TimePoint kNow = *ParseTime("2026-11-28T12:00:00Z");  // a Saturday
const TimePoint kNight = *ParseTime("2026-11-28T23:00:00Z");

Letter Reply(TimePoint made) {
  Letter letter;
  letter.channel = "sms";
  letter.created_at = made;
  return letter;
}
// Of staff, to somebody who last wrote yesterday.
Letter Staff(TimePoint made) {
  Letter letter = Reply(made);
  letter.of_case.emplace();
  letter.of_case->medium = Medium::kSms;
  letter.heard_at = made - hours(24);
  return letter;
}
Letter Notice(TimePoint made) {
  Letter letter = Reply(made);
  letter.kind = OutboundClass::kNotice;
  return letter;
}
SafeContact Safe() {
  SafeContact contact;
  contact.pseudonym = "p";
  contact.may_write = true;
  return contact;
}
Ruling Rule(const Letter& letter, TimePoint now) {
  return MayGo(letter, *ReadDayHours("21:00-07:00"), "UTC", now);
}
std::string Reason(const Letter& letter, TimePoint now = kNow) {
  const Ruling ruling = Rule(letter, now);
  return ruling.what == What::kGo
             ? "go"
             : (ruling.what == What::kHold ? "hold " : "refuse ") + ruling.reason;
}

TEST(Permission, AnAnswerInAConversationMayAlwaysGo) {
  EXPECT_EQ(Reason(Reply(kNight), kNight), "go");
  Letter letter = Reply(kNight);
  letter.opted_out = true;  // the person wrote again
  EXPECT_EQ(Reason(letter, kNight), "go");
  letter = Staff(kNight);
  letter.contacts = {Safe()};
  letter.heard_at = kNight - kSilence;
  EXPECT_EQ(Reason(letter, kNight), "go");
  letter.heard_at = kNight - kSilence - Millis(1);
  EXPECT_EQ(Reason(letter, kNight), "hold quiet_hours");
}

TEST(Permission, AnAnswerThatWasHeldUpIsAnAnswerNoLonger) {
  EXPECT_EQ(Reason(Reply(kNight - hours(2)), kNight), "refuse too_late");
  EXPECT_EQ(Reason(Reply(kNow - kConversation)), "go");
  EXPECT_EQ(Reason(Reply(kNow - kConversation - Millis(1))), "refuse too_late");
  Letter letter = Reply(kNow - hours(2));
  letter.contacts = {Safe()};  // what they allow is another message than that one
  EXPECT_EQ(Reason(letter), "refuse too_late");
  letter = Staff(kNow - hours(2));
  letter.contacts = {Safe()};
  EXPECT_EQ(Reason(letter), "go") << "it waits in the case; only its cover goes";
  letter = Reply(kNow - hours(2));
  letter.to_responder = true;
  EXPECT_EQ(Reason(letter), "go");
  letter.to_responder = false;
  letter.opted_out = true;
  EXPECT_EQ(Reason(letter), "refuse opted_out");
}

TEST(Permission, AlertsAndRespondersAreNotAskedAbout) {
  Letter letter = Notice(kNight);
  letter.to_responder = true;
  letter.opted_out = true;
  EXPECT_EQ(Reason(letter, kNight), "go");
  letter.to_responder = false;
  letter.kind = OutboundClass::kAlert;
  EXPECT_EQ(Reason(letter, kNight), "go");
}

TEST(Permission, QuietHoursHoldUntilTheyAreOver) {
  Letter letter = Staff(kNight);
  letter.contacts = {Safe()};
  const Ruling ruling = Rule(letter, kNight);
  EXPECT_EQ(ruling.what, What::kHold);
  EXPECT_EQ(ruling.until, *ParseTime("2026-11-29T07:00:00Z"));
  EXPECT_EQ(MayGo(letter, std::nullopt, "UTC", kNight).what, What::kGo);
}

TEST(Permission, ANoticeNeedsAWordOfThePerson) {
  EXPECT_EQ(Reason(Notice(kNow)), "refuse no_safe_contact");
  Letter letter = Notice(kNow);
  letter.contacts = {Safe()};
  EXPECT_EQ(Reason(letter), "go");
  letter.opted_out = true;
  EXPECT_EQ(Reason(letter), "refuse opted_out");
}

TEST(Permission, AfterAUssdSessionOnlyWhoAllowedIt) {
  Letter letter = Staff(kNow);
  letter.of_case->medium = Medium::kUssd;
  EXPECT_EQ(Reason(letter), "refuse no_safe_contact");
  letter.of_case->may_text = true;
  EXPECT_EQ(Reason(letter), "go");
  letter.of_case->status = "unsafe_to_contact";
  letter.heard_at = kNow;
  EXPECT_EQ(Reason(letter), "refuse unsafe_to_contact");
}

TEST(Permission, WhoIsAtSeaIsWaitedForHoweverLong) {
  struct Row {
    std::optional<Millis> port;  // from now
    Millis heard, said;          // ago
    const char* ruling;
  };
  const Millis day = hours(24);
  for (const Row& row :
       std::vector<Row>{{day, 40 * day, 39 * day, "hold at_sea"},
                        {-day, 40 * day, 39 * day, "go"},
                        {Millis(0), 40 * day, 39 * day, "go"},
                        {std::nullopt, 40 * day, 39 * day, "hold at_sea"},
                        {std::nullopt, hours(1), 39 * day, "go"},
                        {std::nullopt, kInReach, 39 * day, "go"},
                        {std::nullopt, kInReach + Millis(1), 39 * day, "hold at_sea"},
                        {day, hours(2), hours(1), "hold at_sea"},
                        {day, hours(1), hours(2), "go"}}) {
    Letter letter = Staff(kNow);
    letter.heard_at = kNow - row.heard;
    letter.contacts = {Safe()};
    letter.contacts[0].waits = true;
    letter.contacts[0].updated_at = kNow - row.said;
    if (row.port) letter.contacts[0].port_from = kNow + *row.port;
    EXPECT_EQ(Reason(letter), row.ruling);
    EXPECT_TRUE(Rule(letter, kNight).waits) << "for the morning too";
    letter.contacts[0].may_write = false;
    EXPECT_EQ(Reason(letter), "refuse not_safe");
  }
}

TEST(Permission, WhoSaidNoGetsAnswersOnly) {
  struct Row {
    Medium medium;
    bool may_text;  // as the case has it
    bool said_no;   // as the flow was told
    Millis heard;   // so long before the message was made
    const char* ruling;
  };
  const Millis day = hours(24), talk = kSilence;
  const Row rows[] = {
      {Medium::kSms, false, false, day, "refuse conversation_over"},  // never asked
      {Medium::kSms, true, false, day, "go"},
      {Medium::kSms, false, true, day, "refuse not_safe"},
      {Medium::kSms, false, true, talk, "go"},
      {Medium::kUssd, false, false, day, "refuse no_safe_contact"},
      {Medium::kUssd, false, true, day, "refuse not_safe"},
      {Medium::kUssd, true, false, day, "go"},
      {Medium::kUssd, false, false, talk, "refuse no_safe_contact"},
  };
  for (const Row& row : rows) {
    Letter letter = Staff(kNow);
    letter.of_case->medium = row.medium;
    letter.of_case->may_text = row.may_text;
    letter.said_no = row.said_no;
    letter.heard_at = kNow - row.heard;
    EXPECT_EQ(Reason(letter), row.ruling) << (&row - rows);
    if (!row.said_no) continue;
    letter.contacts = {Safe()};  // said since
    EXPECT_EQ(Reason(letter), "go") << (&row - rows);
  }
}

// Staff's words go as they are only while the person writes; after that a wording without them, if
// any.
TEST(Permission, AfterTheSilenceWordsWaitForThePerson) {
  struct Row {
    const char* name;
    Medium medium;
    Millis heard;  // so long before now
    Millis made;   // so long before now
    bool safe;     // a record says that we may write
    const char* chosen;
    const char* ruling;
    const char* cover;
  };
  const Millis minute{60'000};
  const Row rows[] = {
      {"they just wrote", Medium::kSms, minute, minute, false, "", "go", ""},
      {"to the last minute", Medium::kSms, kSilence, minute, true, "order", "go", ""},
      {"over", Medium::kSms, kSilence + Millis(1), minute, false, "", "refuse conversation_over",
       ""},
      {"made in time, sent too late", Medium::kSms, kSilence + Millis(1), kSilence, false, "",
       "refuse conversation_over", ""},
      {"over, but safe", Medium::kSms, kSilence + Millis(1), minute, true, "", "go", "greeting"},
      {"in the wording they chose", Medium::kSms, hours(30), minute, true, "order", "go", "order"},
      {"after USSD there is no thread", Medium::kUssd, minute, minute, false, "",
       "refuse no_safe_contact", ""},
      {"after USSD, safe", Medium::kUssd, minute, minute, true, "weather", "go", "weather"},
  };
  for (const Row& row : rows) {
    Letter letter = Staff(kNow - row.made);
    letter.of_case->medium = row.medium;
    letter.heard_at = kNow - row.heard;
    if (row.safe) letter.contacts = {Safe()};
    if (row.safe) letter.contacts[0].cover = row.chosen;
    EXPECT_EQ(Reason(letter), row.ruling) << row.name;
    if (row.ruling == std::string("go")) {
      EXPECT_EQ(Rule(letter, kNow).cover, row.cover) << row.name;
    }
  }
  Letter notice = Notice(kNow);
  notice.contacts = {Safe()};
  EXPECT_EQ(Rule(notice, kNow).cover, "") << "its words are a wording already";
}

TEST(Permission, WhatThePersonSaidIsSafe) {
  Letter letter = Staff(kNow);
  letter.contacts = {Safe()};
  letter.contacts[0].channel = "other";
  EXPECT_EQ(Reason(letter), "refuse not_this_channel");
  letter.contacts[0] = Safe();
  letter.contacts[0].valid_until = kNow;
  EXPECT_EQ(Reason(letter), "refuse safe_contact_over");
  letter.contacts[0] = Safe();
  letter.contacts[0].may_write = false;
  EXPECT_EQ(Reason(letter), "refuse not_safe");
  letter.contacts[0] = Safe();
  letter.contacts[0].hours = *ReadDayHours("14:00-15:00");
  EXPECT_EQ(Reason(letter), "hold safe_hours");
  EXPECT_EQ(Rule(letter, kNow).until, *ParseTime("2026-11-28T14:00:00Z"));
  letter.contacts[0].hours.weekdays = {8};
  EXPECT_EQ(Reason(letter), "refuse no_safe_hours");
}

TEST(Permission, BothRecordsAndTheQuietHoursHold) {
  Letter letter = Staff(kNow);
  letter.contacts = {Safe(), Safe()};
  letter.contacts[0].hours = *ReadDayHours("14:00-15:00");
  letter.contacts[1].hours = *ReadDayHours("18:00-19:00");
  EXPECT_EQ(Rule(letter, kNow).until, *ParseTime("2026-11-28T18:00:00Z"));
  letter.contacts[0].may_write = false;
  EXPECT_EQ(Reason(letter), "refuse not_safe");
}

TEST(Permission, AWithdrawalStopsAllUntilThePersonWritesAgain) {
  SafeContact withdrawn = Safe();
  withdrawn.withdrawn_at = kNow - hours(3);
  Letter letter = Staff(kNow);
  letter.contacts = {withdrawn};
  EXPECT_EQ(Reason(letter), "refuse contact_withdrawn");
  letter.heard_at = kNow - hours(4);
  EXPECT_EQ(Reason(letter), "refuse contact_withdrawn");
  letter = Reply(kNow);  // they just wrote
  letter.contacts = {withdrawn};
  EXPECT_EQ(Reason(letter), "go");
  letter.contacts[0].withdrawn_at = kNow;  // after they wrote
  EXPECT_EQ(Reason(letter), "refuse contact_withdrawn");
}

}  // namespace
}  // namespace tipline::flows
