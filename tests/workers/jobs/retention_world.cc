#include "tests/workers/jobs/retention_world.h"

#include <fstream>

#include "gateway/store/records/checkins.h"

namespace tipline::workers {

void RetentionWorld::SetUp() {
  WorkerTest::SetUp();
  if (HasFatalFailure()) return;
  Rules("{}");
  chores_ = std::make_unique<RetentionChores>(*lane_);
  Pass(std::chrono::hours(25));
}

void RetentionWorld::Beat(TimePoint at) {
  const auto kept = store::Checkins(*database_, keys_).ChangeWatch([&](flows::Watch watch) {
    watch.beat_at = at;
    return watch;
  });
  ASSERT_TRUE(kept.has_value()) << kept.error().message;
}

void RetentionWorld::Look(bool more) {
  ASSERT_NO_FATAL_FAILURE(Beat(clock_.Now()));
  const auto looked = chores_->Look();
  ASSERT_TRUE(looked.has_value()) << looked.error().message;
  EXPECT_EQ(*looked, more);
}

Case RetentionWorld::TakeIn(const std::string& id) {
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

void RetentionWorld::Close(const Case& item, const std::string& code) {
  const auto closed = services_->cases.Close({item.id, 0, "amina", clock_.Now()}, code,
                                             Secret<std::string>("she is at her sister's"));
  ASSERT_TRUE(closed.has_value()) << closed.error().message;
}

long long RetentionWorld::Rows(const std::string& of) {
  const auto count = database_->Read([&](soci::session& sql) -> Result<long long> {
    long long found = -1;
    sql << "SELECT COUNT(*) FROM " + of, soci::into(found);
    return found;
  });
  return count ? *count : -1;
}

bool RetentionWorld::HasWords(const Case& item) {
  const auto tips = services_->cases.TipsOf(item.id);
  EXPECT_TRUE(tips.has_value());
  return tips && !tips->empty() && tips->front().tip && !tips->front().tip->text.empty();
}

void RetentionWorld::PostOf(const Case& item, const std::string& id, const std::string& state) {
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

void RetentionWorld::Rules(const std::string& text) {
  settings_.file = dir_ / "tipline.json";
  std::ofstream(dir_ / "retention.json") << text;
}

}  // namespace tipline::workers
