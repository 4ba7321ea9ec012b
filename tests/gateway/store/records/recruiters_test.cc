#include "gateway/store/records/recruiters.h"

#include "gateway/store/records/employers.h"
#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

class RecruitersTest : public EnginesTest {
 protected:
  RecruiterRecords records() { return RecruiterRecords(db()); }
  flows::RegisterHead Head(const std::string& id) {
    return {id, "Example " + id, "KE", FromMillis(1'764'000'000'000), 60};
  }
  flows::Recruiter Row(const std::string& name) {
    flows::Recruiter one;
    one.name = name;
    one.status = "valid";
    return one;
  }
};

TEST_P(RecruitersTest, WhatIsImportedIsThereAgainAndReplacesTheOneBefore) {
  flows::Recruiter whole = Row("Zentara \"Z\", Ltd");
  whole.names = {"Z|M", "Зентара"};
  whole.licence = "EX-1/2";
  whole.phone = "+254711000901";
  whole.expires = FromMillis(1'790'000'000'000);
  whole.destinations = {"QA", "OM"};
  whole.job_orders = {"Cook EX-7"};
  ASSERT_TRUE(records().Import(Head("a"), {Row("Old One"), Row("Old Two")}, "cli", now_));
  ASSERT_TRUE(records().Import(Head("b"), {Row("Other")}, "cli", now_));
  const auto before = records().Version();
  ASSERT_TRUE(records().Import(Head("a"), {whole}, "cli", now_ + Millis(1)));
  EXPECT_NE(*records().Version(), *before);
  const auto all = records().Load();
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->heads.size(), 2U);
  ASSERT_EQ(all->rows.size(), 2U);
  const flows::Recruiter& read = all->rows[0];
  EXPECT_EQ(read.name, whole.name);
  EXPECT_EQ(read.names, whole.names);
  EXPECT_EQ(read.licence, whole.licence);
  EXPECT_EQ(read.phone, whole.phone);
  EXPECT_EQ(read.expires, whole.expires);
  EXPECT_EQ(read.destinations, whole.destinations);
  EXPECT_EQ(read.job_orders, whole.job_orders);
  EXPECT_EQ(all->heads[all->rows[1].of].id, "b");
  EXPECT_FALSE(all->rows[1].expires);
  const auto list = records().List();
  ASSERT_TRUE(list && list->size() == 2);
  EXPECT_EQ(list->front().rows, 1);
  EXPECT_EQ(list->front().imported_at, now_ + Millis(1));
}

TEST_P(RecruitersTest, EmployersAreReplacedAsAWhole) {
  EmployerRecords employers(db());
  EmployerRow row;
  row.name = "Hotel Estrelva";
  row.verified_by = "Example Labour Office";
  row.jobs = {"Cook"};
  row.verified = row.expires = now_;
  ASSERT_TRUE(employers.Import({now_, {row, row, row}}, "cli", now_));
  ASSERT_TRUE(employers.Import({now_, {row}}, "cli", now_));
  const auto list = employers.Load();
  ASSERT_TRUE(list && list->rows.size() == 1);
  EXPECT_EQ(list->rows[0].jobs, row.jobs);
  EXPECT_EQ(list->rows[0].verified_by, row.verified_by);
  EXPECT_EQ(list->as_of, now_);
}

INSTANTIATE_TEST_SUITE_P(Engines, RecruitersTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
