// What is forgotten of cases that were closed long enough ago, and what is not.
#include "gateway/store/records/retention.h"

#include "gateway/store/live/streams.h"
#include "gateway/store/records/own_cases.h"
#include "tests/workers/jobs/retention_world.h"

namespace tipline::workers {
namespace {

using std::chrono::days;
using std::chrono::minutes;

class Retention : public RetentionWorld {};
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

TEST_P(Retention, HowToReachSomebodyIsKeptAsLongEvenOfACaseThatWasForgotten) {
  const Case item = TakeIn("tip1");
  Close(item);
  Pass(days(91));
  store::RetentionRecords records(*database_, keys_);
  const auto seen = records.Closed({}, clock_.Now(), 10);
  ASSERT_TRUE(seen && seen->size() == 1);
  const auto choose = [&] {
    flows::SafeContact contact;
    contact.case_id = item.id;
    contact.may_write = true;
    contact.note = Secret<std::string>("her brother picks up");
    contact.updated_by = "amina";
    contact.updated_at = clock_.Now();
    ASSERT_TRUE(store::OwnCases(*database_, keys_).Choose(contact, std::nullopt).has_value());
  };
  const std::string kept = "safe_contacts WHERE details_sealed <> '' AND may_write = 1";
  ASSERT_NO_FATAL_FAILURE(choose());
  EXPECT_FALSE(*records.Forget(seen->front(), clock_.Now())) << "it was changed since";
  Look();
  ASSERT_EQ(Rows(kept), 0);
  ASSERT_NO_FATAL_FAILURE(choose());
  Pass(days(89));
  Look();
  EXPECT_EQ(Rows(kept), 1);
  Pass(days(2));
  Look();
  EXPECT_EQ(Rows(kept), 0);
  EXPECT_EQ(Rows("safe_contacts WHERE details_sealed <> '' OR may_write = 1"), 0);
}

TEST_P(Retention, ANoteThatIsWrittenAtThatMomentStays) {
  const Case item = TakeIn("tip1");
  Close(item);
  Pass(days(91));
  Look();
  ASSERT_FALSE(HasWords(item));
  store::RetentionRecords records(*database_, keys_);
  const auto note = [&](const char* words) {
    ASSERT_TRUE(
        services_->cases
            .AddMessage({item.id, 0, "amina", clock_.Now()}, "note", Secret<std::string>(words))
            .has_value());
  };
  ASSERT_NO_FATAL_FAILURE(note("asked about in court"));
  const auto seen = records.Closed({}, clock_.Now(), 10);
  ASSERT_TRUE(seen && seen->size() == 1);
  ASSERT_NO_FATAL_FAILURE(note("and again"));
  EXPECT_FALSE(*records.Forget(seen->front(), clock_.Now()));
  EXPECT_EQ(Rows("messages WHERE text_sealed <> ''"), 2);
  EXPECT_TRUE(*records.Forget(records.Closed({}, clock_.Now(), 10)->front(), clock_.Now()));
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

}  // namespace
}  // namespace tipline::workers
