// The case and its companions as workers, console and CLI see them. Sealed words are opened only by
// a process that holds the private keys. Lifecycle: domain.md §5.5; allowed changes: flows/cases.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/base/secret.h"
#include "flows/base/time.h"
#include "flows/model/tip.h"

namespace tipline {

enum class Priority { kP0, kP1, kP2, kP3, kP4 };  // smaller is more urgent
const char* PriorityName(Priority p);             // "P0" ...
std::optional<Priority> PriorityFromName(std::string_view name);
inline Priority MoreUrgent(Priority a, Priority b) {
  return a < b ? a : b;
}

struct Reason {
  std::string rule;      // id of the triage rule
  std::string evidence;  // what it saw, in words; may quote the person: sealed at rest
  int points = 0;
};

// What triage made of a tip. The machine may raise, never lower or drop (domain.md §5.2).
struct Assessment {
  Priority priority = Priority::kP3;
  std::vector<std::string> indicators;  // ILO01..ILO11 and others, sorted, unique
  bool child = false;
  std::string language;
  std::string place;       // as understood, else as typed
  std::string place_code;  // ISO 3166-2, or 3166-1 where only the country is known; may be empty
  std::vector<Reason> reasons;
};

// "received", "screened", "open", "assigned", "in_progress", "referred", "follow_up", "closed",
// "non_case"
struct Case {
  std::string id;         // ULID
  std::string reference;  // short, shown to responders: 4-6 digits, unique among open referrals
  Priority priority = Priority::kP3;
  std::string status = "received";
  std::string channel;
  Medium medium = Medium::kUssd;
  std::string language;
  std::string about;
  Consent consent = Consent::kUnknown;
  bool child = false;
  bool may_text = false;
  bool wants_callback = false;
  std::string pseudonym;
  std::string assigned_to;   // user name; empty: nobody
  std::string closure_code;  // domain.md §5.6
  std::string disposition;   // what kind of contact it was (flows/cases/disposition.h)
  std::string place_code;    // of the newest tip that has one
  std::vector<std::string> indicators;
  TimePoint created_at{};
  TimePoint updated_at{};
  std::optional<TimePoint> due_at;  // when a human must have acted (domain.md §5.1)
  int64_t revision = 0;             // compare-and-set
};

// "offered", "accepted", "declined", "expired", "withdrawn"
struct Referral {
  std::string id;
  std::string case_id;
  std::string responder_id;
  std::string organisation;  // name, for display
  std::string reference;     // what the responder answers with: `A 1234`
  std::string status = "offered";
  std::string alert_state;  // delivery state of the alert
  TimePoint offered_at{};
  std::optional<TimePoint> answered_at;
  std::optional<TimePoint> due_at;  // acknowledgement clock of domain.md §5.3
  int attempt = 1;
};

}  // namespace tipline
