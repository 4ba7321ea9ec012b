// The records of cases on a store of the test's engine. A suite derives from it, so that its tests
// have a name of their own.
#pragma once

#include <memory>
#include <string>

#include "gateway/store/records/cases.h"
#include "tests/gateway/store/records/engines.h"

namespace tipline::store {

class CasesWorld : public EnginesTest {
 protected:
  void TearDown() override;
  CaseRecords& records();
  TakenIn Take(const Intake& intake);
  Change By(const std::string& user, const Case& item) const {
    return {item.id, item.revision, user, now_};
  }

 private:
  std::unique_ptr<CaseRecords> records_;
};

}  // namespace tipline::store
