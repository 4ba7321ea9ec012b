#include <gtest/gtest.h>

#include "gateway/store/records/cases.h"
#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

class ReferralsTest : public EnginesTest {
 protected:
  void SetUp() override {
    EnginesTest::SetUp();
    Import(3);
    records_ = std::make_unique<CaseRecords>(db(), keys());
    Intake intake = MakeIntake("tip1", "talk1");
    intake.offer = OfferTo(1, due_);
    auto taken = records_->TakeIn({intake}, now_);
    ASSERT_TRUE(taken.has_value()) << taken.error().message;
    first_ = taken->front();
  }
  void TearDown() override {
    records_.reset();
    EnginesTest::TearDown();
  }
  std::string StatusOf(const std::string& id) { return records_->FindReferral(id)->status; }
  bool NeedsPerson() {
    CaseFilter filter;
    filter.needs_person = true;
    return !records_->List(filter)->empty();
  }
  Referral offer() const { return first_.offers.front(); }

  const TimePoint due_ = now_ + std::chrono::hours(1);
  std::unique_ptr<CaseRecords> records_;
  TakenIn first_;
};

TEST_P(ReferralsTest, AcceptingRefersTheCaseOnce) {
  const auto yes = records_->Accept(offer().id, now_);
  ASSERT_TRUE(yes.has_value()) << yes.error().message;
  EXPECT_TRUE(yes->changed);
  EXPECT_EQ(yes->item.status, "referred");
  EXPECT_EQ(yes->referral.status, "accepted");
  EXPECT_TRUE(yes->offers.empty());
  EXPECT_FALSE(records_->Accept(offer().id, now_)->changed);
  EXPECT_FALSE(records_->TurnDown(offer(), "expired", OfferTo(2, due_), now_)->changed);
  EXPECT_EQ(records_->ReferralsOf(first_.item.id)->size(), 1U);
}

TEST_P(ReferralsTest, DecliningOffersItToTheNextOneOnce) {
  const auto no = records_->TurnDown(offer(), "declined", OfferTo(2, due_), now_);
  ASSERT_TRUE(no.has_value()) << no.error().message;
  EXPECT_TRUE(no->changed);
  ASSERT_EQ(no->offers.size(), 1U);
  EXPECT_EQ(no->offers[0].responder_id, "r2");
  EXPECT_EQ(no->offers[0].attempt, 2);
  const auto again = records_->TurnDown(offer(), "declined", OfferTo(3, due_), now_);
  EXPECT_FALSE(again->changed);
  ASSERT_EQ(again->offers.size(),
            1U);  // named again, for a worker that died before it sent the alert
  EXPECT_EQ(again->offers[0].id, no->offers[0].id);
  EXPECT_FALSE(NeedsPerson());
}

TEST_P(ReferralsTest, WithNobodyLeftTheCaseIsMarkedForStaff) {
  ASSERT_TRUE(records_->TurnDown(offer(), "expired", std::nullopt, now_)->changed);
  EXPECT_EQ(StatusOf(offer().id), "expired");
  EXPECT_TRUE(NeedsPerson());
}

TEST_P(ReferralsTest, ALateYesStillCountsAndWithdrawsTheNextOffer) {
  const auto next = records_->TurnDown(offer(), "expired", OfferTo(2, due_), now_);
  const auto yes = records_->Accept(offer().id, now_);
  ASSERT_TRUE(yes->changed);
  EXPECT_EQ(StatusOf(next->offers[0].id), "withdrawn");
  const auto too_late = records_->Accept(next->offers[0].id, now_);
  EXPECT_FALSE(too_late->changed);
  EXPECT_EQ(too_late->referral.status, "withdrawn");
}

TEST_P(ReferralsTest, AnOfferIsHastenedButNeverGivenMoreTime) {
  const std::string id = offer().id;
  const TimePoint soon = now_ + std::chrono::minutes(10);
  const auto hastened = records_->Hasten(id, soon, now_);
  ASSERT_TRUE(hastened) << hastened.error().message;
  EXPECT_TRUE(hastened->changed);
  EXPECT_EQ(hastened->referral.due_at, soon);
  EXPECT_FALSE(records_->Hasten(id, soon + std::chrono::hours(1), now_)->changed);
  EXPECT_EQ(records_->FindReferral(id)->due_at, soon);
}

TEST_P(ReferralsTest, WhatIsTakenAwayFromWhoAcceptedItIsOpenAgain) {
  const std::string id = offer().id;
  ASSERT_TRUE(records_->Accept(id, now_));
  const auto gone =
      records_->TurnDown(*records_->FindReferral(id), "withdrawn", OfferTo(2, due_), now_);
  ASSERT_TRUE(gone && gone->changed);
  EXPECT_EQ(gone->item.status, "open");
  EXPECT_TRUE(gone->item.due_at.has_value());
  EXPECT_EQ(gone->offers.size(), 1U);
  EXPECT_FALSE(records_->Accept(id, now_)->changed) << "it does not come back by a late yes";
}

TEST_P(ReferralsTest, WhoSawItOfferedDoesNotTakeItFromWhoAcceptedItMeanwhile) {
  ASSERT_TRUE(records_->Accept(offer().id, now_)->changed);
  const auto late = records_->TurnDown(offer(), "withdrawn", OfferTo(2, due_), now_);
  ASSERT_TRUE(late.has_value()) << late.error().message;
  EXPECT_FALSE(late->changed);
  EXPECT_EQ(late->referral.status, "accepted");
  EXPECT_EQ(records_->ReferralsOf(first_.item.id)->size(), 1U);
}

TEST_P(ReferralsTest, WhoWasAskedMeanwhileIsNotAskedAgain) {
  const auto second = records_->Route({first_.item.id, 0, "amina", now_}, OfferTo(2, due_));
  ASSERT_TRUE(second.has_value()) << second.error().message;
  const auto no = records_->TurnDown(second->referral, "declined", OfferTo(1, due_), now_);
  ASSERT_TRUE(no.has_value() && no->changed);
  EXPECT_TRUE(no->offers.empty());
  EXPECT_TRUE(NeedsPerson());
}

TEST_P(ReferralsTest, AReferenceIsFoundOnlyForTheResponderItWasOfferedTo) {
  const std::string right = Pseudonym(keys(), "+254700000001");
  const std::string wrong = Pseudonym(keys(), "+254700000002");
  const auto found = records_->ReferralOf(right, offer().reference);
  ASSERT_TRUE(found.has_value()) << found.error().message;
  EXPECT_EQ(found->id, offer().id);
  EXPECT_EQ(records_->ReferralOf(wrong, offer().reference).error().code, Code::kNotFound);
  EXPECT_EQ(records_->ReferralOf(right, "0000").error().code, Code::kNotFound);
}

TEST_P(ReferralsTest, StaffCanRouteToSomeoneElse) {
  const auto routed = records_->Route({first_.item.id, 0, "amina", now_}, OfferTo(3, due_));
  ASSERT_TRUE(routed.has_value()) << routed.error().message;
  EXPECT_EQ(StatusOf(offer().id), "withdrawn");
  ASSERT_EQ(routed->offers.size(), 1U);
  EXPECT_EQ(routed->offers[0].responder_id, "r3");
}

TEST_P(ReferralsTest, CountsTheLoadOfOpenCasesOnly) {
  EXPECT_EQ(records_->Load()->at("r1"), 1);
  ASSERT_TRUE(records_->Accept(offer().id, now_));
  EXPECT_EQ(records_->Load()->at("r1"), 1);
  ASSERT_TRUE(records_->Close({first_.item.id, 0, "amina", now_}, "service_received", {}));
  EXPECT_TRUE(records_->Load()->empty());
  EXPECT_FALSE(records_->Accept(offer().id, now_)->changed);
}

INSTANTIATE_TEST_SUITE_P(Engines, ReferralsTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
