#include "tests/workers/jobs/worker_world.h"
#include "workers/jobs/offers.h"
#include "workers/jobs/roles.h"
#include "workers/jobs/sweep.h"
#include "workers/jobs/wording.h"

namespace tipline::workers {
namespace {

class ResponderTest : public WorkerTest {
 protected:
  // A P0 tip, offered to r1, whose alert is out.
  void Offer() {
    Send(MakeTip("tip1", "my boss keeps my passport and beats us", true));
    ASSERT_TRUE(StepUntil([&] { return TextsTo(NumberOf(1)).size() == 1; }));
    RunUntilIdle();
    ASSERT_EQ(Cases().size(), 1U);
    item_ = Cases()[0].item;
  }
  std::string StatusOf(size_t n) {
    const auto all = ReferralsOf(item_);
    return n < all.size() ? all[n].status : "none";
  }
  bool SaidTo(int responder, const std::string& text) {
    const auto texts = TextsTo(NumberOf(responder));
    return !texts.empty() && texts.back() == text;
  }
  Case item_;
};

TEST_P(ResponderTest, AYesRefersTheCaseAndIsConfirmed) {
  ASSERT_NO_FATAL_FAILURE(Offer());
  Says(1, " a-" + item_.reference + "!", "say1");
  ASSERT_TRUE(StepUntil([&] { return SaidTo(1, Word(Wording::kTaken, "en", item_.reference)); }));
  EXPECT_EQ(StatusOf(0), "accepted");
  EXPECT_EQ(Cases()[0].item.status, "referred");
  Says(1, "A " + item_.reference, "say2");
  ASSERT_TRUE(StepUntil([&] { return TextsTo(NumberOf(1)).size() == 3; }));
  EXPECT_EQ(StatusOf(0), "accepted");
  EXPECT_EQ(ReferralsOf(item_).size(), 1U);
}

TEST_P(ResponderTest, ANoAsksTheNextOneAtOnceAndThenStaff) {
  ASSERT_NO_FATAL_FAILURE(Offer());
  Says(1, "N " + item_.reference, "say1");
  ASSERT_TRUE(StepUntil([&] { return TextsTo(NumberOf(2)).size() == 1; }));
  EXPECT_EQ(StatusOf(0), "declined");
  EXPECT_EQ(StatusOf(1), "offered");
  Says(2, "n" + item_.reference, "say2");
  ASSERT_TRUE(StepUntil([&] { return StatusOf(1) == "declined"; }));
  EXPECT_TRUE(Cases()[0].needs_person);
}

TEST_P(ResponderTest, AReferenceThatIsNotTheirsTellsNothing) {
  ASSERT_NO_FATAL_FAILURE(Offer());
  Says(2, "A " + item_.reference, "say1");
  ASSERT_TRUE(StepUntil([&] { return SaidTo(2, Word(Wording::kNothing, "en", "")); }));
  Says(1, "A 0001", "say2");
  ASSERT_TRUE(StepUntil([&] { return SaidTo(1, Word(Wording::kNothing, "en", "")); }));
  EXPECT_EQ(StatusOf(0), "offered");
}

TEST_P(ResponderTest, SilenceUntilTheClockIsOverAsksTheNextOneAndALateYesStillCounts) {
  ASSERT_NO_FATAL_FAILURE(Offer());
  clock_.Forward(std::chrono::minutes(9));
  RunUntilIdle();
  EXPECT_EQ(StatusOf(0), "offered");
  clock_.Forward(std::chrono::minutes(2));
  ASSERT_TRUE(StepUntil([&] { return TextsTo(NumberOf(2)).size() == 1; }));
  EXPECT_EQ(StatusOf(0), "expired");
  Says(1, "A " + item_.reference, "late");
  ASSERT_TRUE(StepUntil([&] { return StatusOf(0) == "accepted"; }));
  EXPECT_EQ(StatusOf(1), "withdrawn");
  Says(2, "A " + item_.reference, "later");
  EXPECT_TRUE(StepUntil([&] { return SaidTo(2, Word(Wording::kOver, "en", item_.reference)); }));
}

TEST_P(ResponderTest, ALaterTipThatMakesItUrgentShortensTheClockOfWhoWasAsked) {
  Tip calm = MakeTip("tip1", "they have not paid me for two months");
  Send(calm);
  ASSERT_TRUE(StepUntil([&] { return TextsTo(NumberOf(1)).size() == 1; }));
  item_ = Cases()[0].item;
  ASSERT_GT(ReferralsOf(item_)[0].due_at, clock_.Now() + std::chrono::minutes(30));
  Tip now = MakeTip("tip2", "he is coming to kill me now", true);
  now.conversation = calm.conversation;
  Send(now);
  ASSERT_TRUE(StepUntil(
      [&] { return ReferralsOf(item_)[0].due_at <= clock_.Now() + std::chrono::minutes(10); }));
  clock_.Forward(std::chrono::minutes(11));
  EXPECT_TRUE(StepUntil([&] { return TextsTo(NumberOf(2)).size() == 1; }));
}

TEST_P(ResponderTest, WhoIsNamedInALaterTipLosesTheCaseEvenIfTheyTookIt) {
  ASSERT_NO_FATAL_FAILURE(Offer());
  Says(1, "A " + item_.reference, "say1");
  ASSERT_TRUE(StepUntil([&] { return StatusOf(0) == "accepted"; }));
  Tip named = MakeTip("tip2", "it is the people of Partner 1 who keep us");
  named.conversation = "talk-tip1";
  Send(named);
  ASSERT_TRUE(StepUntil([&] { return StatusOf(0) == "withdrawn"; }));
  EXPECT_TRUE(StepUntil([&] { return TextsTo(NumberOf(2)).size() == 1; }));
  Says(1, "A " + item_.reference, "say2");
  EXPECT_TRUE(StepUntil([&] { return SaidTo(1, Word(Wording::kOver, "en", item_.reference)); }));
  EXPECT_TRUE(Cases()[0].needs_person);
}

TEST_P(ResponderTest, WhoTookItAndGivesItBackLeavesItToStaffAndTheNextOne) {
  ASSERT_NO_FATAL_FAILURE(Offer());
  Says(1, "A " + item_.reference, "say1");
  ASSERT_TRUE(StepUntil([&] { return StatusOf(0) == "accepted"; }));
  Says(1, "N " + item_.reference, "say2");
  ASSERT_TRUE(StepUntil([&] { return TextsTo(NumberOf(2)).size() == 1; }));
  EXPECT_EQ(StatusOf(0), "declined");
  EXPECT_EQ(StatusOf(1), "offered");
  const auto rows = Cases();
  EXPECT_EQ(rows[0].item.status, "open");
  EXPECT_TRUE(rows[0].needs_person);
  EXPECT_TRUE(rows[0].item.due_at.has_value());
}

TEST_P(ResponderTest, AnAlertThatCannotBeDeliveredAsksTheNextOneAtOnce) {
  ASSERT_NO_FATAL_FAILURE(Offer());
  Report(ReferralsOf(item_)[0].id, DeliveryState::kFailed, "report1");
  ASSERT_TRUE(StepUntil([&] { return TextsTo(NumberOf(2)).size() == 1; }));
  EXPECT_EQ(StatusOf(0), "expired");
}

TEST_P(ResponderTest, TheSweepSendsWhatRedisForgot) {
  ASSERT_NO_FATAL_FAILURE(Offer());
  const auto routed = services_->cases.Route({item_.id, 0, "amina", clock_.Now()},
                                             {"r2", "org2", clock_.Now() + std::chrono::hours(1)});
  ASSERT_TRUE(routed.has_value());  // and the program that did it died here
  clock_.Forward(kSweepGrace + std::chrono::seconds(1));
  std::string swept;
  ASSERT_TRUE(Sweep(*lane_, swept).has_value());
  EXPECT_EQ(swept, "");  // all were looked at
  EXPECT_TRUE(StepUntil([&] { return TextsTo(NumberOf(2)).size() == 1; }));
}

TEST_P(ResponderTest, OpenOffersAreLookedAtAPartAtATime) {
  ASSERT_NO_FATAL_FAILURE(Offer());
  Send(MakeTip("other", "my boss keeps my passport and beats us", true));
  ASSERT_TRUE(StepUntil([&] { return services_->cases.OpenOffers("", 10)->size() == 2; }));
  const auto first = services_->cases.OpenOffers("", 1);
  ASSERT_TRUE(first && first->size() == 1);
  const auto second = services_->cases.OpenOffers(first->front().id, 1);
  ASSERT_TRUE(second && second->size() == 1);
  EXPECT_NE(second->front().id, first->front().id);
  EXPECT_EQ(services_->cases.OpenOffers(second->front().id, 1)->size(), 0U);
  const auto none = services_->cases.OverdueOffers(clock_.Now(), 10);
  EXPECT_EQ(none->size(), 0U);
  const auto both = services_->cases.OverdueOffers(clock_.Now() + std::chrono::hours(2), 10);
  ASSERT_EQ(both->size(), 2U);
  EXPECT_LE((*both)[0].due_at, (*both)[1].due_at);
}

TEST_P(ResponderTest, RespondersPhonesAreMarkedAndUnmarked) {
  RoleMarks marks;
  Directory directory = **services_->CurrentDirectory();
  ASSERT_TRUE(marks.Sync(lane_->contacts(), directory).has_value());
  EXPECT_EQ(*lane_->contacts().Role(Pseudonym(keys_, NumberOf(1))), "responder");
  directory.responders[0].active = false;
  directory.responders.pop_back();
  ASSERT_TRUE(marks.Sync(lane_->contacts(), directory).has_value());
  EXPECT_EQ(*lane_->contacts().Role(Pseudonym(keys_, NumberOf(1))), "");
  EXPECT_EQ(*lane_->contacts().Role(Pseudonym(keys_, NumberOf(2))), "");
}

TEST_P(ResponderTest, AResponderWhoseRowCannotBeReadAnyMoreStaysKnownAndMarked) {
  ASSERT_NO_FATAL_FAILURE(Offer());
  RoleMarks marks;
  bool whole = false;
  const auto sync = [&] {
    clock_.Forward(kDirectoryAge);
    const auto now = *services_->CurrentDirectory(&whole);
    EXPECT_TRUE(marks.Sync(lane_->contacts(), *now, whole).has_value());
    return now;
  };
  const auto role = [&] { return *lane_->contacts().Role(Pseudonym(keys_, NumberOf(1))); };
  sync();
  EXPECT_TRUE(whole);
  Say("UPDATE responders SET number_sealed = 'AAAA', name_sealed = '?' WHERE id = 'r1'");
  Say("UPDATE organisations SET lists = '?' WHERE id = 'org1'");
  const auto kept = sync();
  EXPECT_FALSE(whole);
  const Responder* r1 = FindResponder(*kept, "r1");
  ASSERT_NE(r1, nullptr);
  EXPECT_EQ(r1->number.Reveal(), NumberOf(1));
  EXPECT_TRUE(r1->active);
  ASSERT_EQ(kept->organisations.size(), 2U);
  EXPECT_FALSE(kept->organisations[0].services.empty());
  EXPECT_EQ(role(), "responder");
  Says(1, "A " + item_.reference, "yes");
  EXPECT_TRUE(StepUntil([&] { return StatusOf(0) == "accepted"; }));
  StartAfresh();  // which never could read it
  EXPECT_EQ(FindResponder(*sync(), "r1"), nullptr);
  EXPECT_EQ(role(), "responder");
}

TEST_P(ResponderTest, WhoIsRetiredIsNotKeptForARowThatCannotBeRead) {
  RoleMarks marks;
  ASSERT_TRUE(marks.Sync(lane_->contacts(), **services_->CurrentDirectory()).has_value());
  Say("UPDATE responders SET number_sealed = 'AAAA', active = 0 WHERE id = 'r1'");
  Say("UPDATE responders SET number_sealed = 'AAAA', pseudonym = 'another' WHERE id = 'r2'");
  clock_.Forward(kDirectoryAge);
  const auto now = *services_->CurrentDirectory();
  const Responder* r1 = FindResponder(*now, "r1");
  ASSERT_NE(r1, nullptr);
  EXPECT_FALSE(r1->active);
  EXPECT_EQ(FindResponder(*now, "r2"), nullptr);  // the number before may be somebody else's
}

TEST_P(ResponderTest, MarksThatRedisLostAreWrittenAgain) {
  RoleMarks marks;
  const Directory directory = **services_->CurrentDirectory();
  ASSERT_TRUE(marks.Sync(lane_->contacts(), directory).has_value());
  ASSERT_TRUE(redis_->Run({"FLUSHALL"}));
  ASSERT_TRUE(marks.Sync(lane_->contacts(), directory).has_value());
  EXPECT_EQ(*lane_->contacts().Role(Pseudonym(keys_, NumberOf(1))), "responder");
  EXPECT_EQ(*lane_->contacts().Role(Pseudonym(keys_, NumberOf(2))), "responder");
}

TIPLINE_ON_BOTH_ENGINES(ResponderTest);

}  // namespace
}  // namespace tipline::workers
