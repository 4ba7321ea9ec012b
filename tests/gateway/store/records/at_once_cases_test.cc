// A case that two change at the same moment: what one of them did is not undone by the other. Each
// of these was lost on PostgreSQL.
#include <array>

#include "gateway/base/ids.h"
#include "gateway/store/records/contacts.h"
#include "gateway/store/records/own_cases.h"
#include "tests/gateway/store/records/at_once.h"
#include "tests/gateway/store/records/cases_world.h"

namespace tipline::store {
namespace {

class AtOnceCasesTest : public CasesWorld {
 protected:
  // One case for each round, offered to r1 where `offered`.
  std::vector<TakenIn> TakeAll(bool offered = false) {
    std::vector<Intake> batch;
    for (int round = 0; round < kRounds; ++round) {
      batch.push_back(OfPhone(round, "first", "talk"));
      if (offered) batch.back().offer = OfferTo(1, due_);
    }
    auto taken = records().TakeIn(batch, now_);
    EXPECT_TRUE(taken.has_value());
    return taken ? *std::move(taken) : std::vector<TakenIn>();
  }
  // Each round has a phone of its own.
  Intake OfPhone(int round, const std::string& id, const std::string& talk) const {
    const std::string number = std::to_string(round);
    Intake intake = MakeIntake(id + number, talk + number);
    intake.tip.pseudonym = "phone" + number;
    return intake;
  }
  Status Erase(const std::string& case_id) {
    return UntilNoConflict([&] {
      return OwnCases(db(), keys()).Erase({case_id, NewUlid(now_), "amina", now_});
    });
  }

  const TimePoint due_ = now_ + std::chrono::hours(1);
};

TEST_P(AtOnceCasesTest, AYesCountsWhenTheClockIsOverInTheSameMoment) {
  Import(2);
  const auto all = TakeAll(true);
  const auto offer = [&](int round) { return all[static_cast<size_t>(round)].offers.front(); };
  AtOnce(
      kRounds,
      [&](int round) {
        EXPECT_TRUE(UntilNoConflict([&] { return records().Accept(offer(round).id, now_); }));
      },
      [&](int round) {
        EXPECT_TRUE(UntilNoConflict(
            [&] { return records().TurnDown(offer(round), "expired", OfferTo(2, due_), now_); }));
      });
  for (const TakenIn& taken : all) {
    const auto referrals = records().ReferralsOf(taken.item.id);
    for (const Referral& one : *referrals)
      EXPECT_EQ(one.status, one.responder_id == "r1" ? "accepted" : "withdrawn") << taken.tip_id;
  }
}

TEST_P(AtOnceCasesTest, WhatIsWithdrawnIsNotAcceptedAndTheOtherWayRound) {
  Import(2);
  const auto all = TakeAll(true);
  const auto offer = [&](int round) { return all[static_cast<size_t>(round)].offers.front(); };
  std::array<Answered, kRounds> yes, gone;
  AtOnce(
      kRounds,
      [&](int round) {
        const auto done = UntilNoConflict([&] { return records().Accept(offer(round).id, now_); });
        EXPECT_TRUE(done);
        if (done) yes[static_cast<size_t>(round)] = *done;
      },
      [&](int round) {
        const auto done = UntilNoConflict(
            [&] { return records().TurnDown(offer(round), "withdrawn", OfferTo(2, due_), now_); });
        EXPECT_TRUE(done);
        if (done) gone[static_cast<size_t>(round)] = *done;
      });
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_NE(yes[i].changed, gone[i].changed) << i;
    const auto referrals = records().ReferralsOf(all[i].item.id);
    for (const Referral& one : *referrals)
      if (one.id == all[i].offers.front().id) {
        EXPECT_EQ(one.status, yes[i].changed ? "accepted" : "withdrawn") << i;
      }
    EXPECT_EQ(referrals->size(), yes[i].changed ? 1U : 2U) << i;
  }
}

TEST_P(AtOnceCasesTest, WhatWasErasedDoesNotComeBackWithATipThatForgetsTheNumber) {
  const auto all = TakeAll();
  AtOnce(
      kRounds,
      [&](int round) {
        Intake later = OfPhone(round, "later", "talk");
        later.tip.consent = Consent::kAnonymous;
        later.tip.number = {};
        later.box = SealToCase(keys(), EncodeTip(later.tip));
        EXPECT_TRUE(UntilNoConflict([&] { return records().TakeIn({later}, now_); })) << round;
      },
      [&](int round) { EXPECT_TRUE(Erase(all[static_cast<size_t>(round)].item.id)) << round; });
  for (const TakenIn& taken : all) {
    const auto tips = records().TipsOf(taken.item.id);
    for (const CaseTip& tip : *tips) {
      ASSERT_TRUE(tip.tip) << tip.id;
      EXPECT_TRUE(tip.id != taken.tip_id || tip.tip->text.empty()) << tip.id;
    }
  }
}

TEST_P(AtOnceCasesTest, ANumberThatANewCaseNeedsStaysWhileAnotherIsErased) {
  const auto all = TakeAll();
  ContactVault vault(db(), keys());
  AtOnce(
      kRounds,
      [&](int round) {
        EXPECT_TRUE(records().TakeIn({OfPhone(round, "new", "another talk")}, now_)) << round;
      },
      [&](int round) { EXPECT_TRUE(Erase(all[static_cast<size_t>(round)].item.id)) << round; });
  for (int round = 0; round < kRounds; ++round)
    EXPECT_TRUE(*vault.Has("phone" + std::to_string(round))) << round;
}

INSTANTIATE_TEST_SUITE_P(Engines, AtOnceCasesTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
