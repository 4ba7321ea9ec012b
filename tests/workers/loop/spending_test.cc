#include "workers/loop/spending.h"

#include "tests/workers/jobs/worker_world.h"

namespace tipline::workers {
namespace {

class SpendingTest : public WorkerTest {
 protected:
  void SetUp() override {
    WorkerTest::SetUp();
    channel_.id = "generic";
    channel_.currency = "KES";
    channel_.daily_cap_micros = 10'000'000;
    channel_.time_zone = "Africa/Nairobi";
  }
  void Spent(const std::string& day, int64_t micros) {
    Say("INSERT INTO channel_spend (channel, day, currency, messages, segments, cost_micros) VALUES"
        " ('generic', '" +
        day + "', 'KES', 1, 1, " + std::to_string(micros) + ")");
  }
  bool Fits(int64_t micros, TimePoint now) {
    return services_->spending.Fits(channel_, micros, now);
  }
  ChannelSettings channel_;
  const TimePoint noon_ = *ParseTime("2026-11-28T09:00:00Z");
};

TEST_P(SpendingTest, CountsTheDayOfItsZone) {
  Spent("2026-11-28", 10'000'000);
  EXPECT_FALSE(Fits(1, noon_));
  EXPECT_TRUE(Fits(1, noon_ + std::chrono::hours(12)));  // midnight in Nairobi
}

TEST_P(SpendingTest, WhatIsUnderWayCounts) {
  Spent("2026-11-28", 4'000'000);
  EXPECT_TRUE(Fits(6'000'000, noon_));
  EXPECT_FALSE(Fits(6'000'001, noon_));
  services_->spending.Begin(channel_, 3'000'000);
  EXPECT_FALSE(Fits(4'000'000, noon_));
  services_->spending.End(channel_, 3'000'000, 0);
  EXPECT_TRUE(Fits(6'000'000, noon_));
}

TEST_P(SpendingTest, AnAnswerHasAReserve) {
  struct Row {
    int64_t spent, micros;
    bool fits, answer_fits;
  };
  const Row rows[] = {{0, 10'000'000, true, true},           {0, 12'000'001, false, false},
                      {10'000'000, 1, false, true},          {10'000'000, 2'000'000, false, true},
                      {10'000'000, 2'000'001, false, false}, {12'000'000, 1, false, false}};
  TimePoint day = noon_;
  for (const Row& row : rows) {
    day += std::chrono::hours(24);
    Spent(FormatTime(day).substr(0, 10), row.spent);
    EXPECT_EQ(Fits(row.micros, day), row.fits) << row.spent;
    EXPECT_EQ(services_->spending.FitsAnswer(channel_, row.micros, day), row.answer_fits)
        << row.spent;
  }
}

TEST_P(SpendingTest, WithoutACapNothingIsAsked) {
  channel_.daily_cap_micros = 0;
  Spent("2026-11-28", 99'000'000);
  EXPECT_TRUE(Fits(1'000'000, noon_));
  EXPECT_TRUE(services_->spending.FitsAnswer(channel_, 1'000'000, noon_));
}

TEST_P(SpendingTest, TheShareIsAMetric) {
  Spent("2026-11-28", 8'500'000);
  EXPECT_TRUE(Fits(1, noon_));
  EXPECT_NE(MetricsText().find("tipline_channel_spend_share{channel=\"generic\"} 0.85"),
            std::string::npos);
}

TIPLINE_ON_BOTH_ENGINES(SpendingTest);

}  // namespace
}  // namespace tipline::workers
