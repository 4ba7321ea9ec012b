// What the sender lets out and what not, and what becomes of the rest.
#include <nlohmann/json.hpp>

#include "gateway/base/outbound_box.h"
#include "tests/workers/jobs/worker_world.h"
#include "workers/loop/send_rules.h"
#include "workers/loop/sender.h"

namespace tipline::workers {
namespace {

using std::chrono::hours;

class SenderRulesTest : public WorkerTest {
 protected:
  const std::string number_ = "+254711000001";  // of MakeTip

  // A case of somebody who wrote by SMS, so long ago.
  Case CaseHeard(Millis ago, bool danger = false) {
    Tip tip = MakeTip("tip1", "they keep my passport and do not pay me", danger);
    tip.medium = Medium::kSms;
    tip.received_at = clock_.Now() - ago;
    Send(tip);
    EXPECT_TRUE(StepUntil([&] { return Cases().size() == 1; }));
    RunUntilIdle();
    return Cases()[0].item;
  }
  struct Words {
    OutboundClass kind = OutboundClass::kReply;
    std::string text = "See you at two";
    std::string case_id = {};
    std::string to = {};
  };
  void Post(const std::string& id, const Words& words) {
    Outbound message;
    message.id = id;
    message.kind = words.kind;
    message.channel = "generic";
    message.to = Secret(words.to.empty() ? number_ : words.to);
    message.text = Secret(words.text);
    message.case_id = words.case_id;
    message.created_at = clock_.Now();
    SendRaw({"outbound", id, OutboundClassName(words.kind),
             SealOutbound(keys_, EncodeOutbound(message)), "generic"},
            Pseudonym(keys_, message.to.Reveal()));
  }
  void ExpectEnd(const std::string& id, const std::string& state, const std::string& reason) {
    EXPECT_TRUE(StepUntil([&] {
      const std::string now = Row(id).state;
      return !now.empty() && now != "queued" && now != "sending";
    })) << id;
    EXPECT_EQ(Row(id).state, state) << id;
    EXPECT_EQ(Row(id).reason, reason) << id;
  }
  flows::SafeContact Safe() const {
    flows::SafeContact contact;
    contact.pseudonym = Pseudonym(keys_, number_);
    contact.may_write = true;
    contact.updated_at = clock_.Now();
    contact.updated_by = "tester";
    return contact;
  }
  void Keep(const flows::SafeContact& contact) {
    const Status kept = services_->safe_contacts.Keep(contact);
    ASSERT_TRUE(kept.has_value()) << kept.error().message;
  }
  // Hours of one minute's distance to now, in UTC.
  std::string Around(Millis from, Millis to) const {
    return FormatTime(clock_.Now() + from).substr(11, 5) + "-" +
           FormatTime(clock_.Now() + to).substr(11, 5);
  }
  ChannelSettings& Generic() { return settings_.channels["generic"]; }
};

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

TEST_P(SenderRulesTest, ANoticeToWhoNeverSaidThatItIsSafe) {
  Post("notice", {.kind = OutboundClass::kNotice});
  ExpectEnd("notice", "rejected", "no_safe_contact");
}

TEST_P(SenderRulesTest, SegmentsAndCostAreWritten) {
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

TEST_P(SenderRulesTest, OverTheCapOnlyTheUrgentGoes) {
  Generic().cost_per_segment_micros = 1'000'000;
  Generic().currency = "KES";
  Generic().daily_cap_micros = 2'000'000;
  Post("m1", {});
  ExpectEnd("m1", "sent", "");
  Post("m2", {});
  ExpectEnd("m2", "sent", "");
  Post("m3", {});
  ExpectEnd("m3", "held", "spend_cap");
  EXPECT_GT(*Row("m3").next_try_at, clock_.Now());
  const Case item = CaseHeard(Millis(60'000), true);
  ASSERT_LE(item.priority, Priority::kP1);
  const auto alert = ReferralsOf(item).front().id;
  EXPECT_TRUE(StepUntil([&] { return StateOf(alert) == "sent"; }));
  Post("staff", {.case_id = item.id});
  Post("answer", {});  // in the conversation of that person
  ExpectEnd("staff", "sent", "");
  ExpectEnd("answer", "sent", "");
  Post("stranger", {.to = "+254711000099"});
  ExpectEnd("stranger", "held", "spend_cap");
  Generic().daily_cap_micros = 1'000'000'000;
  clock_.Forward(std::chrono::ceil<Millis>(*Row("m3").next_try_at - clock_.Now()));
  EXPECT_TRUE(StepUntil([&] { return StateOf("m3") == "sent"; }));
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

TIPLINE_ON_BOTH_ENGINES(SenderRulesTest);

}  // namespace
}  // namespace tipline::workers
