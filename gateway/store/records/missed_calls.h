// Who rang lately and was not answered (migrations/016_contacts.sql): calls within minutes of
// one that was shown are that one, calls within a day of the first belong to one case. Only
// pseudonyms. Thread-safe. Tests:
// tests/workers/jobs/missed_call_test.cc
#pragma once

#include <chrono>
#include <string>

#include "flows/base/time.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

constexpr std::chrono::minutes kSameCall{10};  // who is not answered tries again at once
constexpr std::chrono::hours kSameCaller{24};
constexpr std::chrono::days kMissedCallsKept{30};

struct MissedCall {
  std::string id;         // of what came in
  std::string pseudonym;  // of the caller, or of all who hide their number
  TimePoint at{};
};
struct MissedCallKept {
  std::string conversation;  // that its case has
  bool shown = false;        // to be shown to staff; false: one more of the calls just shown
  long long calls = 0;       // of that conversation, this one included
  TimePoint first_at{};
};

class MissedCalls {
 public:
  explicit MissedCalls(Database& database) : db_(database) {}
  // The same call may come again, as long as no other of that phone was kept since.
  // `conversation`: of a new case.
  Result<MissedCallKept> Keep(const MissedCall& call, const std::string& conversation);

 private:
  Database& db_;
};

}  // namespace tipline::store
