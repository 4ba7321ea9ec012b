// What facilitators wrote goes as other words do: with the case that it made, or in time.
#include <fstream>

#include "gateway/store/records/checkins.h"
#include "tests/workers/inquiries/facilitator_world.h"
#include "workers/jobs/retention_chores.h"

namespace tipline::workers {
namespace {

using std::chrono::days;

class FacilitatorForgottenTest : public FacilitatorWorld {
 protected:
  void SetUp() override {
    FacilitatorWorld::SetUp();
    if (HasFatalFailure()) return;
    settings_.file = dir_ / "tipline.json";
    std::ofstream(dir_ / "retention.json") << R"({"words_days":60})";
    chores_ = std::make_unique<RetentionChores>(*lane_);
  }
  void LookAfter(Millis time) {
    clock_.Forward(time);
    const auto kept = store::Checkins(*database_, keys_).ChangeWatch([&](flows::Watch watch) {
      watch.beat_at = clock_.Now();
      return watch;
    });
    ASSERT_TRUE(kept.has_value()) << kept.error().message;
    const auto looked = chores_->Look();
    ASSERT_TRUE(looked.has_value()) << looked.error().message;
  }
  long long Rows(const std::string& of) {
    const auto count = database_->Read([&](soci::session& sql) -> Result<long long> {
      long long found = -1;
      sql << "SELECT COUNT(*) FROM " + of, soci::into(found);
      return found;
    });
    return count ? *count : -1;
  }
  long long Sealed() { return Rows("facilitator_reports WHERE fields_sealed <> ''"); }
  long long Words() { return Rows("facilitator_messages WHERE words_sealed <> ''"); }

  std::unique_ptr<RetentionChores> chores_;
};

TEST_P(FacilitatorForgottenTest, ASessionGoesInTimeAndIsCounted) {
  Report("AW; N=30; P=Kaya; T=school", {{"words", "AW N30 P Kaya T school"}});
  LookAfter(days(59));
  EXPECT_EQ(Sealed(), 1);
  EXPECT_EQ(Words(), 1);
  Report("AW; N=12; P=Kaya; T=market", {{"words", "AW N12 P Kaya T market"}});
  LookAfter(days(2));
  EXPECT_EQ(Sealed(), 1);
  EXPECT_EQ(Words(), 1);
  ASSERT_EQ(Kept().size(), 1U);
  EXPECT_EQ(Kept()[0].report, "AW; N=12; P=Kaya; T=market");
  EXPECT_EQ(Counts().reports, 2);
  EXPECT_EQ(Counts().messages, 2);
  EXPECT_EQ(Rows("audit WHERE action = 'reports_forgotten' AND detail = '1'"), 1);
  EXPECT_EQ(Report("AW; N=9; P=Kaya; T=farm").at("field_kept"), "AW; N=9; P=Kaya; T=farm");
}

TEST_P(FacilitatorForgottenTest, ASightingStaysAsLongAsItsCase) {
  Report("CL; A=9; P=Kaya; W=mine", {{"words", "CL A9 P Kaya W mine"}});
  ASSERT_EQ(Cases().size(), 1U);
  LookAfter(days(100));
  EXPECT_EQ(Sealed(), 1) << "the case is open";
  ASSERT_TRUE(services_->cases
                  .Close({Cases().front().item.id, 0, "amina", clock_.Now()}, "service_received",
                         Secret<std::string>())
                  .has_value());
  LookAfter(days(59));
  EXPECT_EQ(Sealed(), 1);
  LookAfter(days(2));
  EXPECT_EQ(Sealed(), 0);
  EXPECT_EQ(Words(), 0);
}

TEST_P(FacilitatorForgottenTest, WhatIsErasedGoesAtOnce) {
  Report("CL; A=9; P=Kaya; W=mine", {{"words", "CL A9 P Kaya W mine"}});
  ASSERT_EQ(Cases().size(), 1U);
  ASSERT_TRUE(Own().Erase({Cases().front().item.id, NewUlid(clock_.Now()), "amina", clock_.Now()}));
  EXPECT_EQ(Sealed(), 0);
  EXPECT_EQ(Words(), 0);
  EXPECT_TRUE(Kept().empty());
}

TIPLINE_ON_BOTH_ENGINES(FacilitatorForgottenTest);

}  // namespace
}  // namespace tipline::workers
