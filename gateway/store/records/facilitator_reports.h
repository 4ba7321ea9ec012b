// What facilitators sent (domain.md F58): reports, each put together of one or several messages,
// and the messages for counting. What can be read of them is sealed. Thread-safe. Tests:
// tests/workers/inquiries/facilitator_test.cc
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "flows/base/secret.h"
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
  std::string seen;  // the sealed report as it was read; empty: a new one
};

struct FacilitatorMessage {
  std::string id;  // of the inquiry
  TimePoint at{};
  bool wrong = false;  // something was not understood, or it changed what was said before
  Secret<std::string> words = {};  // as typed; sealed
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

  // The report and the message that made it what it is; the same message once. kConflict: another
  // message changed the report since it was read; read it again. Once rerouted it stays so.
  Status Keep(const FacilitatorReport& report, const FacilitatorMessage& message);
  // What that message was taken into; nothing: it is new.
  Result<std::optional<FacilitatorReport>> OfMessage(const std::string& message_id);
  // Of that facilitator, the last changed first, without those that were forgotten.
  Result<std::vector<FacilitatorReport>> Of(const std::string& role_id, TimePoint since);
  // What that report was put together of, as typed, the oldest first.
  Result<std::vector<Secret<std::string>>> WordsOf(const std::string& report_id);
  // By role id. Without what was rerouted, and without the messages that made it: a supervisor must
  // not see that there is any.
  Result<std::map<std::string, FacilitatorCounts>> Count(TimePoint since);
  // Empties what was sent and not changed since then, at most `limit` reports, and of no case whose
  // words are still there: those go with the case. Counts stay. Returns how many.
  Result<int> Forget(TimePoint changed_before, int limit, TimePoint now);
  // That somebody read what was sent.
  Status Audit(const std::string& actor, const std::string& which, TimePoint now);
  // When each last sent something, ever, of what a supervisor may know of.
  Result<std::map<std::string, TimePoint>> LastMessages();

 private:
  Result<std::vector<FacilitatorReport>> Where(const char* where, const std::string& value,
                                               TimePoint since);
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
