// Closed cases over thirty days by a simulated clock and through SQL: words and numbers are there
// until their time is over and gone within an hour of it, by the rules of three countries; cases
// that were opened again stay. In it six hours in which nothing of ours runs.
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <random>
#include <set>
#include <utility>

#include "gateway/store/records/checkins.h"
#include "tests/workers/jobs/worker_world.h"
#include "workers/jobs/retention_chores.h"

namespace tipline::workers {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr int kMonthOfCases = 30;
constexpr size_t kTipsTogether = 100;  // tips of one transaction

struct PlannedCase {
  size_t number = 0;
  std::string id, pseudonym, place, status = "closed";
  TimePoint closed_at, goes_at, number_goes_at;
  std::optional<TimePoint> again_at;  // when the person writes again
  bool again = false;
};

class CaseRetentionMonth : public WorkerTest {
 protected:
  double Draw() { return std::uniform_real_distribution<double>(0, 1)(chance_); }
  Millis Part(Millis of) {
    return Millis(static_cast<int64_t>(static_cast<double>(of.count()) * Draw()));
  }
  bool Away(TimePoint at) const { return at >= gone_from_ && at < gone_from_ + hours(6); }
  // The first look after that moment is over by then; what was due before the month goes in its
  // first hours.
  TimePoint Latest(TimePoint due) const {
    due = std::max(due, start_ + hours(12));
    const TimePoint next = due + kRetentionLook + minutes(10);
    return Away(due) || Away(next) ? gone_from_ + hours(6) + kRetentionLook + minutes(10) : next;
  }

  store::Intake Words(const PlannedCase& one, const std::string& id) {
    store::Intake intake;
    intake.tip = MakeTip(id, "they keep my passport");
    intake.tip.conversation = "talk-" + std::to_string(one.number);
    intake.tip.number = Secret("+2547" + std::to_string(30'000'000 + one.number));
    intake.tip.pseudonym = Pseudonym(keys_, intake.tip.number.Reveal());
    intake.box = SealToCase(keys_, EncodeTip(intake.tip));
    intake.assessment.place_code = one.place;
    return intake;
  }

  void Plan(size_t count) {
    static constexpr std::array kPlaces = {"KE-30", "GH", "UG-C", ""};
    std::map<std::string, int> words = {{"KE-30", 45}, {"GH", 120}, {"UG-C", 90}, {"", 90}};
    all_.resize(count);
    for (size_t i = 0; i < count; ++i) {
      PlannedCase& one = all_[i];
      one.number = i;
      one.place = kPlaces.at(i % kPlaces.size());
      if (i % 7 == 0) one.status = "non_case";
      const auto kept = days(one.status == "non_case" ? 30 : words.at(one.place));
      one.goes_at = start_ + Part(days(kMonthOfCases + 2));
      one.closed_at = one.goes_at - kept;
      one.number_goes_at = one.closed_at + days(30);
      if (Draw() < 0.1) one.again_at = start_ + Part(days(kMonthOfCases));
    }
  }

  // As they were before the month began.
  void Fill() {
    for (size_t from = 0; from < all_.size(); from += kTipsTogether) {
      std::vector<store::Intake> batch;
      for (size_t i = from; i < std::min(from + kTipsTogether, all_.size()); ++i)
        batch.push_back(Words(all_[i], "tip" + std::to_string(i)));
      for (store::Intake& intake : batch)
        intake.tip.received_at = start_ - days(200);
      const auto taken = services_->cases.TakeIn(batch, start_ - days(200));
      ASSERT_TRUE(taken.has_value()) << taken.error().message;
      for (size_t i = 0; i < taken->size(); ++i) {
        all_[from + i].id = (*taken)[i].item.id;
        all_[from + i].pseudonym = (*taken)[i].item.pseudonym;
      }
    }
    const Status closed = database_->Write([&](soci::session& sql) -> Status {
      for (const PlannedCase& one : all_) {
        const long long at = ToMillis(one.closed_at);
        sql << "UPDATE cases SET status = :s, closed_at = :a, updated_at = :b WHERE id = :id",
            soci::use(one.status), soci::use(at), soci::use(at), soci::use(one.id);
      }
      return Unit{};
    });
    ASSERT_TRUE(closed.has_value());
  }

  std::set<std::string> Texts(const std::string& query) {
    const auto read = database_->Read([&](soci::session& sql) -> Result<std::set<std::string>> {
      std::string one;
      std::set<std::string> out;
      soci::statement statement = (sql.prepare << query, soci::into(one));
      statement.execute();
      while (statement.fetch())
        out.insert(one);
      return out;
    });
    return read ? *read : std::set<std::string>();
  }

  void WriteAgain(TimePoint at) {
    for (PlannedCase& one : all_) {
      if (one.again || !one.again_at || *one.again_at > at) continue;
      one.again = true;
      one.again_at = at;
      const auto taken =
          services_->cases.TakeIn({Words(one, "again" + std::to_string(one.number))}, clock_.Now());
      ASSERT_TRUE(taken.has_value()) << taken.error().message;
    }
  }

  void Check(TimePoint at) {
    const auto words = Texts("SELECT case_id FROM tips WHERE assessment_sealed <> ''");
    const auto numbers = Texts("SELECT pseudonym FROM contacts");
    for (const PlannedCase& one : all_) {
      const bool word = words.contains(one.id), number = numbers.contains(one.pseudonym);
      // The number of somebody whose words are gone goes with them.
      const TimePoint number_at = std::min(one.number_goes_at, one.goes_at);
      if (one.again || at < one.goes_at) early_ += word ? 0 : 1;
      if (one.again || at < number_at) early_ += number ? 0 : 1;
      if (!one.again && at > Latest(one.goes_at)) late_ += word ? 1 : 0;
      if (!one.again && at > Latest(number_at)) late_ += number ? 1 : 0;
    }
    ++looks_;
  }

  void Live() {
    auto chores = std::make_unique<RetentionChores>(*lane_);
    TimePoint check = start_ + hours(14);
    bool away = false;
    for (TimePoint at = start_; at < start_ + days(kMonthOfCases); at += minutes(30)) {
      clock_.Forward(at - clock_.Now());
      if (Away(at)) {
        away = true;
        continue;
      }
      if (std::exchange(away, false)) chores = std::make_unique<RetentionChores>(*lane_);
      ASSERT_NO_FATAL_FAILURE(WriteAgain(at));
      ASSERT_TRUE(store::Checkins(*database_, keys_)
                      .ChangeWatch([&](flows::Watch watch) {
                        watch.beat_at = clock_.Now();  // of the gateway
                        return watch;
                      })
                      .has_value());
      chores->Run();
      if (at < check) continue;
      check = at + hours(9);
      Check(at);
    }
  }

  TimePoint start_{}, gone_from_{};
  std::mt19937_64 chance_{20261128};
  std::vector<PlannedCase> all_;
  int early_ = 0, late_ = 0, looks_ = 0;
};

TEST_P(CaseRetentionMonth, WordsAndNumbersGoInTimeAndNothingElse) {
  start_ = clock_.Now() + hours(1);
  gone_from_ = start_ + days(11) + hours(13);
  settings_.file = dir_ / "tipline.json";
  dir_.Write("retention.json", R"({"words_days_in":{"KE":45,"GH":120}})");
  const auto begun = std::chrono::steady_clock::now();
  Plan(sqlite() ? 4'000 : 500);
  ASSERT_NO_FATAL_FAILURE(Fill());
  ASSERT_NO_FATAL_FAILURE(Live());
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  const auto again = std::count_if(all_.begin(), all_.end(), [](const auto& o) { return o.again; });
  const auto left = Texts("SELECT case_id FROM tips WHERE assessment_sealed <> ''").size();
  std::printf(
      "%zu cases, %zu with words at the end, %lld opened again; looked at %d times: %d too"
      " early, %d too late; %lld ms\n",
      all_.size(), left, static_cast<long long>(again), looks_, early_, late_,
      static_cast<long long>(took.count()));
  EXPECT_GT(looks_, 50);
  EXPECT_GT(again, 10);
  EXPECT_LT(left, all_.size() / 3);
  EXPECT_EQ(early_, 0);
  EXPECT_EQ(late_, 0);
}

TIPLINE_ON_BOTH_ENGINES(CaseRetentionMonth);

}  // namespace
}  // namespace tipline::workers
