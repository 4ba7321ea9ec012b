// What facilitators sent (domain.md F58): reports, each put together of one or several messages,
// and the messages for counting. What can be read of them is sealed. Thread-safe. Tests:
// tests/workers/inquiries/facilitator_test.cc
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

struct FacilitatorReport {
  std::string id;       // of the first message's inquiry
  std::string role_id;  // whose it is
  std::string kind;     // type of the grammar; empty: not known yet
  std::string report;   // flows/report/grammar.h Write; sealed
  bool complete = false;
  bool rerouted = false;  // names somebody close to the facilitator
  TimePoint began_at{}, changed_at{};
};

struct FacilitatorMessage {
  std::string id;  // of the inquiry
  TimePoint at{};
  bool wrong = false;  // something was not understood, or it changed what was said before
};

// Of one facilitator since some time.
struct FacilitatorCounts {
  int reports = 0, complete = 0;
  std::map<std::string, int> kinds;
  int messages = 0, wrong = 0;
};

class FacilitatorReports {
 public:
  FacilitatorReports(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  // The report and the message that made it what it is; the same message once.
  Status Keep(const FacilitatorReport& report, const FacilitatorMessage& message);
  // What that message was taken into; nothing: it is new.
  Result<std::optional<FacilitatorReport>> OfMessage(const std::string& message_id);
  // Of that facilitator, the last changed first.
  Result<std::vector<FacilitatorReport>> Of(const std::string& role_id, TimePoint since);
  // By role id. Without what was rerouted: a supervisor must not see that there is any.
  Result<std::map<std::string, FacilitatorCounts>> Count(TimePoint since);
  // That somebody read what was sent.
  Status Audit(const std::string& actor, const std::string& which, TimePoint now);
  // When each last sent something, ever.
  Result<std::map<std::string, TimePoint>> LastMessages();

 private:
  Result<std::vector<FacilitatorReport>> Where(const char* where, const std::string& value,
                                               TimePoint since);
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
