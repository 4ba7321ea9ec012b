#include "tests/gateway/store/records/cases_world.h"

namespace tipline::store {

void CasesWorld::TearDown() {
  records_.reset();
  EnginesTest::TearDown();
}

CaseRecords& CasesWorld::records() {
  if (!records_) records_ = std::make_unique<CaseRecords>(db(), keys());
  return *records_;
}

TakenIn CasesWorld::Take(const Intake& intake) {
  auto taken = records().TakeIn({intake}, now_);
  EXPECT_TRUE(taken.has_value()) << taken.error().message;
  return taken ? taken->front() : TakenIn{};
}

}  // namespace tipline::store
