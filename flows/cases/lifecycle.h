// What may happen to a case, who may do it and what follows: one table for console, command line
// and jobs (domain.md §5.5, §5.6), and the clocks of domain.md §5.1. The machine may raise, never
// lower, reject or close (§5.2). Pure; thread-safe. Tests: tests/flows/cases with tests/data/cases.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "flows/model/case.h"

namespace tipline::flows {

// Bits: a rule names all that may do it.
enum class ActorRole : unsigned { kSystem = 1, kAgent = 2, kSupervisor = 4, kResponder = 8 };
const char* ActorRoleName(ActorRole role);  // "system", "agent", "supervisor", "responder"

struct Actor {
  std::string name;  // user name, responder id, or empty for the system
  ActorRole role = ActorRole::kAgent;
};

// "received" ... "closed", and the side states "awaiting_person", "awaiting_agency",
// "unsafe_to_contact", "sealed", "merged", "exercise". In the order of a case's life.
const std::vector<std::string>& CaseStatuses();
bool IsCaseStatus(std::string_view status);
bool IsClosedStatus(std::string_view status);  // "closed", "non_case", "merged"

// kInvalid: no such status; kDenied: this change is not in the table for anybody.
Status CheckTransition(std::string_view from, std::string_view to);
// The same for one kind of actor. kDenied: not in the table, or not for this role.
Status CheckTransition(std::string_view from, std::string_view to, ActorRole role);
// Where a case may go next, in the order of CaseStatuses.
std::vector<std::string> NextStatuses(std::string_view from, ActorRole role);

struct ClosureCode {
  const char* code;   // "safe_and_left"
  const char* group;  // "person", "agency", "contact", "tip"
};
const std::vector<ClosureCode>& ClosureCodeTable();
std::vector<std::string> ClosureCodes();
Status CheckClosureCode(std::string_view code);  // kInvalid: not one of domain.md §5.6
// What closing makes of a case: "non_case" for one that nobody opened, else "closed". With a code,
// only a contact code (blank, prank, ...) makes a non-case.
std::string ClosedStatus(std::string_view from, std::string_view code = {});

// When a human must have acted: P0 60 s, P1 15 min, P2 4 h, P3 24 h, P4 three working days (UTC,
// Saturday and Sunday off).
TimePoint DueAt(Priority priority, TimePoint since);

struct Escalation {
  Millis after;      // since the case came in
  const char* whom;  // "second_duty_and_lead", "partner_on_call", "lead", "director"
};
// Whom to tell when the case is still untouched; soonest first.
const std::vector<Escalation>& Ladder(Priority priority);

struct Change {
  enum class Kind { kAssign, kStatus, kPriority, kClose, kReopen } kind = Kind::kStatus;
  std::string value;   // user name (empty: nobody), status, "P1", closure code
  std::string reason;  // needed to lower a priority
};

// The case after the change, with a new revision and updated_at; what follows is done too (a raised
// priority shortens the clock, closing stops it, an assigned case leaves the states before that,
// reopening clears the closure code). kInvalid: no such value; kDenied: not allowed to this actor
// or from this state.
Result<tipline::Case> Apply(const tipline::Case& item, const Change& change, const Actor& actor,
                            TimePoint now);

}  // namespace tipline::flows
