// What is forgotten of cases that were closed long enough ago, and what is not.
#include <fstream>

#include <gmock/gmock.h>

#include "gateway/store/live/streams.h"
#include "gateway/store/records/contacts.h"
#include "tests/workers/jobs/worker_world.h"
#include "workers/jobs/retention_chores.h"

namespace tipline::workers {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;

class Retention : public WorkerTest {
 protected:
  void SetUp() override {
    WorkerTest::SetUp();
    if (HasFatalFailure()) return;
    chores_ = std::make_unique<RetentionChores>(*lane_);
    Pass(hours(25));
  }
  void Pass(Millis time) { clock_.Forward(time); }
  void Look(bool more = false) {
    const auto looked = chores_->Look();
    ASSERT_TRUE(looked.has_value()) << looked.error().message;
    EXPECT_EQ(*looked, more);
  }
  Case TakeIn(const std::string& id) {
    Tip tip = MakeTip(id, "they keep my passport");
    tip.code = Secret<std::string>("0412345678");
    tip.pin = Secret<std::string>("2749");
    store::Intake intake;
    intake.tip = tip;
    intake.box = SealToCase(keys_, EncodeTip(tip));
    intake.assessment.reasons = {{"papers", "they keep my passport", 3}};
    const auto taken = services_->cases.TakeIn({intake}, clock_.Now());
    EXPECT_TRUE(taken.has_value()) << taken.error().message;
    return taken ? taken->front().item : Case();
  }
  void Close(const Case& item, const std::string& code = "service_received") {
    const auto closed = services_->cases.Close({item.id, 0, "amina", clock_.Now()}, code,
                                               Secret<std::string>("she is at her sister's"));
    ASSERT_TRUE(closed.has_value()) << closed.error().message;
  }
  long long Rows(const std::string& of) {
    const auto count = database_->Read([&](soci::session& sql) -> Result<long long> {
      long long found = -1;
      sql << "SELECT COUNT(*) FROM " + of, soci::into(found);
      return found;
    });
    return count ? *count : -1;
  }
  bool HasWords(const Case& item) {
    const auto tips = services_->cases.TipsOf(item.id);
    EXPECT_TRUE(tips.has_value());
    return tips && !tips->empty() && tips->front().tip && !tips->front().tip->text.empty();
  }
  void PostOf(const Case& item, const std::string& id, const std::string& state) {
    Outbound message;
    message.id = id;
    message.to = Secret<std::string>("+254711000001");
    message.text = Secret<std::string>("See you at two");
    store::OutboundRow row;
    row.id = id;
    row.channel = "generic";
    row.case_id = item.id;
    row.created_at = clock_.Now();
    row.box = SealToCase(keys_, EncodeOutbound(message));
    ASSERT_TRUE(services_->outbound.Add({row}).has_value());
    Say("UPDATE outbound SET state = '" + state + "' WHERE id = '" + id + "'");
  }
  void Rules(const std::string& text) {
    settings_.file = dir_ / "tipline.json";
    std::ofstream(dir_ / "retention.json") << text;
  }

  std::unique_ptr<RetentionChores> chores_;
};
TIPLINE_ON_BOTH_ENGINES(Retention);

TEST_P(Retention, NinetyDaysAfterACaseWasClosedNothingOfItCanBeRead) {
  Tip tip = MakeTip("tip1", "they keep my passport");
  tip.code = Secret<std::string>("0412345678");
  tip.pin = Secret<std::string>("2749");
  tip.answers = {{"may_text", "yes"}};
  tip.may_text = true;
  Send(tip);
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  const Case item = Cases().front().item;
  ASSERT_TRUE(services_->cases
                  .AddMessage({item.id, 0, "amina", clock_.Now()}, "out",
                              Secret<std::string>("See you at two"))
                  .has_value());
  PostOf(item, "sent1", "delivered");
  Close(item);
  const long long tips = Rows("tips");
  Pass(days(90) - minutes(1));
  Look();
  ASSERT_TRUE(HasWords(item));
  ASSERT_EQ(Rows("messages WHERE text_sealed <> ''"), 2);
  Pass(minutes(2));
  Look();
  const auto file = services_->cases.Show(item.id, "amina", clock_.Now());
  ASSERT_TRUE(file.has_value());
  for (const store::CaseTip& one : file->tips) {
    ASSERT_TRUE(one.tip.has_value());
    EXPECT_TRUE(one.tip->text.empty() && one.tip->place.empty() && one.tip->number.empty());
    EXPECT_TRUE(one.tip->said.empty() && one.tip->answers.empty() && one.tip->code.empty());
    EXPECT_TRUE(one.tip->pseudonym.empty());
  }
  for (const char* none :
       {"tips WHERE assessment_sealed <> '' OR pseudonym <> ''", "messages WHERE text_sealed <> ''",
        "outbound WHERE box_sealed <> ''", "case_access", "case_tickets", "contacts",
        "safe_contacts WHERE details_sealed <> '' OR may_write = 1", "cases WHERE pseudonym <> ''"})
    EXPECT_EQ(Rows(none), 0) << none;
  for (int p = 0; p < settings_.partitions; ++p)
    for (const char* stream : {"tips", "outbound", "dead"}) {
      const auto left = redis_->Run({"XLEN", store::StreamKey(store::TagOf(p), stream)});
      ASSERT_TRUE(left.has_value());
      EXPECT_EQ((*left)->integer(), 0) << stream;
    }
  EXPECT_EQ(Rows("tips"), tips) << "the books count them";
  EXPECT_EQ(file->row.item.closure_code, "service_received") << "coded facts stay";
  const std::string line = "audit WHERE action = 'forgotten' AND detail = '' AND case_id = '";
  EXPECT_EQ(Rows(line + item.id + "'"), 1);
  Pass(days(1));
  Look();
  EXPECT_EQ(Rows(line + item.id + "'"), 1) << "once";
}

TEST_P(Retention, WhatIsOpenOrClosedForLessStays) {
  const Case open = TakeIn("open"), again = TakeIn("again"), prank = TakeIn("prank"),
             young = TakeIn("young"), old = TakeIn("old");
  for (const Case& item : {again, old})
    Close(item);
  Close(prank, "prank");
  Pass(days(31));
  Close(young);
  store::Intake later;
  later.tip = MakeTip("again2", "and now they beat me");
  later.tip.conversation = "talk-again";
  later.box = SealToCase(keys_, EncodeTip(later.tip));
  ASSERT_TRUE(services_->cases.TakeIn({later}, clock_.Now()).has_value());
  Look();
  EXPECT_FALSE(HasWords(prank)) << "no case: thirty days";
  EXPECT_TRUE(HasWords(old));
  Pass(days(60));
  Look();
  EXPECT_FALSE(HasWords(old));
  for (const Case& item : {open, again, young})
    EXPECT_TRUE(HasWords(item)) << item.id;
}

TEST_P(Retention, WhatComesLaterOpensTheCaseAndIsKeptUntilItIsClosedAgain) {
  const Case item = TakeIn("tip1");
  Close(item);
  Pass(days(91));
  Look();
  ASSERT_FALSE(HasWords(item));
  store::Intake later;
  later.tip = MakeTip("tip2", "they found me");
  later.tip.conversation = "talk-tip1";
  later.box = SealToCase(keys_, EncodeTip(later.tip));
  ASSERT_TRUE(services_->cases.TakeIn({later}, clock_.Now()).has_value());
  const auto words = [&] {
    const auto tips = services_->cases.TipsOf(item.id);
    return tips && !tips->back().tip->text.empty();
  };
  Pass(days(200));
  Look();
  EXPECT_TRUE(words()) << "it is open";
  Close(item);
  Pass(days(89));
  Look();
  EXPECT_TRUE(words());
  Pass(days(2));
  Look();
  EXPECT_FALSE(words());
}

TEST_P(Retention, ANoteInACaseThatWasForgottenIsKeptAsLong) {
  const Case item = TakeIn("tip1");
  Close(item);
  Pass(days(91));
  Look();
  ASSERT_TRUE(services_->cases
                  .AddMessage({item.id, 0, "amina", clock_.Now()}, "note",
                              Secret<std::string>("asked about in court"))
                  .has_value());
  Pass(days(89));
  Look();
  EXPECT_EQ(Rows("messages WHERE text_sealed <> ''"), 1);
  Pass(days(2));
  Look();
  EXPECT_EQ(Rows("messages WHERE text_sealed <> ''"), 0);
}

TEST_P(Retention, WhatIsAboutToGoOutIsWaitedForAndWhatIsHeldEnds) {
  const Case busy = TakeIn("busy"), held = TakeIn("held");
  for (const Case& item : {busy, held})
    Close(item);
  Pass(days(91));
  PostOf(busy, "m1", "sending");
  PostOf(held, "m2", "held");
  Look();
  EXPECT_TRUE(HasWords(busy));
  EXPECT_FALSE(HasWords(held));
  EXPECT_EQ(Rows("outbound WHERE state = 'expired' AND reason = 'forgotten' AND box_sealed = ''"),
            1);
  Say("UPDATE outbound SET state = 'sent' WHERE id = 'm1'");
  Look();
  EXPECT_FALSE(HasWords(busy));
}

TEST_P(Retention, AFewAtATime) {
  for (int i = 0; i < kForgottenAtOnce + 10; ++i)
    Close(TakeIn("tip" + std::to_string(i)));
  Pass(days(91));
  Look(true);
  EXPECT_EQ(Rows("cases WHERE words_kept = 1"), 10);
  Look(false);
  EXPECT_EQ(Rows("cases WHERE words_kept = 1"), 0);
}

TEST_P(Retention, NumbersGoThirtyDaysAfterTheyWereNeeded) {
  const Case item = TakeIn("tip1");
  store::ContactVault vault(*database_, keys_);
  Pass(days(40));
  Look();
  ASSERT_TRUE(*vault.Has(item.pseudonym)) << "the case is open";
  Close(item);
  Pass(days(30) - minutes(1));
  Look();
  EXPECT_TRUE(*vault.Has(item.pseudonym));
  Pass(minutes(2));
  Look();
  EXPECT_FALSE(*vault.Has(item.pseudonym));
  EXPECT_EQ(Rows("audit WHERE action = 'numbers_forgotten' AND detail = '1'"), 1);
  EXPECT_TRUE(HasWords(item)) << "the words have their own time";
}

TEST_P(Retention, AMachineThatWokeUpInAnotherYearForgetsNothingForADay) {
  const Case item = TakeIn("tip1");
  Close(item);
  clock_.Set(days(400));
  Look();
  Pass(hours(23));
  Look();
  EXPECT_TRUE(HasWords(item));
  clock_.Set(-days(400));  // somebody set it right
  Pass(hours(30));
  Look();
  EXPECT_TRUE(HasWords(item));
  EXPECT_EQ(Rows("contacts"), 1);
  Pass(days(91));
  Look();
  EXPECT_FALSE(HasWords(item));
}

TEST_P(Retention, ByTheRulesOfTheInstallationAndByNoneThatCannotBeRead) {
  const Case item = TakeIn("tip1");
  Close(item);
  Pass(days(11));
  Rules(R"({"words_days":0})");
  const auto looked = chores_->Look();
  ASSERT_FALSE(looked.has_value());
  EXPECT_THAT(looked.error().message, HasSubstr("retention.json: /words_days"));
  EXPECT_TRUE(HasWords(item));
  Rules(R"({"words_days":12})");
  Look();
  EXPECT_TRUE(HasWords(item));
  Pass(days(1) + minutes(1));
  Look();
  EXPECT_FALSE(HasWords(item));
}

}  // namespace
}  // namespace tipline::workers
