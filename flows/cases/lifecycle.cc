#include "flows/cases/lifecycle.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tipline::flows {
namespace {

constexpr unsigned Bit(ActorRole role) {
  return static_cast<unsigned>(role);
}
constexpr unsigned kStaff = Bit(ActorRole::kAgent) | Bit(ActorRole::kSupervisor);
constexpr unsigned kLead = Bit(ActorRole::kSupervisor);
constexpr unsigned kMachine = Bit(ActorRole::kSystem);
constexpr unsigned kResponder = Bit(ActorRole::kResponder);

struct Row {
  const char* from;
  unsigned who;
  std::vector<const char*> to;
};

// domain.md §5.5. The machine files and screens, a responder's answer refers; all else is for
// people, and what hides a case or brings it back is for the lead.
const std::vector<Row>& Table() {
  static const std::vector<Row> kTable = {
      {"received", kStaff | kMachine, {"screened", "open"}},
      {"received", kStaff, {"assigned", "non_case", "closed"}},
      {"screened", kStaff | kMachine, {"open"}},
      {"screened", kStaff, {"assigned", "non_case", "closed"}},
      {"open", kStaff, {"assigned", "in_progress", "non_case", "closed"}},
      {"assigned",
       kStaff,
       {"open", "in_progress", "awaiting_person", "awaiting_agency", "follow_up", "non_case",
        "closed"}},
      {"in_progress",
       kStaff,
       {"assigned", "awaiting_person", "awaiting_agency", "follow_up", "closed"}},
      {"referred",
       kStaff,
       {"in_progress", "awaiting_person", "awaiting_agency", "follow_up", "closed"}},
      {"referred", kResponder, {"open"}},  // who took it gives it back
      {"follow_up", kStaff, {"in_progress", "awaiting_person", "awaiting_agency", "closed"}},
      {"awaiting_person", kStaff, {"in_progress", "follow_up", "closed"}},
      {"awaiting_agency", kStaff, {"in_progress", "follow_up", "closed"}},
      {"unsafe_to_contact", kStaff, {"in_progress", "follow_up", "closed"}},
      {"sealed", kLead, {"in_progress", "closed"}},
      {"merged", kLead, {"open"}},
      {"exercise", kLead, {"closed"}},
      {"closed", kStaff, {"open"}},
      {"non_case", kStaff, {"open"}},
  };
  return kTable;
}

// From every open state.
struct Side {
  const char* to;
  unsigned who;
};
constexpr std::array<Side, 6> kSides = {{{"referred", kStaff | kResponder},
                                         {"unsafe_to_contact", kStaff},
                                         {"awaiting_person", kStaff},
                                         {"sealed", kLead},
                                         {"merged", kLead},
                                         {"exercise", kLead}}};

bool IsOpen(std::string_view status) {
  return IsCaseStatus(status) && !IsClosedStatus(status) && status != "sealed" &&
         status != "exercise";
}

// The roles that may make this change; 0: nobody.
unsigned Allowed(std::string_view from, std::string_view to) {
  unsigned who = 0;
  for (const Row& row : Table())
    if (row.from == from &&
        std::any_of(row.to.begin(), row.to.end(), [&](const char* one) { return one == to; }))
      who |= row.who;
  if (IsOpen(from) && from != to)
    for (const Side& side : kSides)
      if (side.to == to) who |= side.who;
  return who;
}

Status CheckNames(std::string_view from, std::string_view to) {
  if (!IsCaseStatus(from)) return Invalid("status: the case has an unknown one");
  if (!IsCaseStatus(to)) return Invalid("status: no such status");
  return Unit{};
}

Error NotAllowed(std::string_view from, std::string_view to) {
  return Denied("a case does not go from " + std::string(from) + " to " + std::string(to));
}

bool IsEarly(const std::string& status) {
  return status == "received" || status == "screened" || status == "open";
}

bool IsStaff(const Actor& actor) {
  return (Bit(actor.role) & kStaff) != 0;
}

Status Assign(tipline::Case& item, const Change& change, const Actor& actor) {
  if (!IsStaff(actor)) return Denied("only staff assign a case");
  if (IsClosedStatus(item.status)) return Denied("the case is closed; reopen it first");
  item.assigned_to = change.value;
  if (!change.value.empty() && IsEarly(item.status)) item.status = "assigned";
  if (change.value.empty() && item.status == "assigned") item.status = "open";
  return Unit{};
}

Status SetStatus(tipline::Case& item, const Change& change, const Actor& actor) {
  if (IsClosedStatus(change.value)) return Invalid("status: a case is closed with a code");
  if (change.value == item.status) return Unit{};
  TRY(CheckTransition(item.status, change.value, actor.role));
  const bool reopens = IsClosedStatus(item.status);
  item.status = change.value;
  if (reopens) item.closure_code.clear();
  if (change.value == "referred" || change.value == "follow_up")
    item.due_at.reset();  // somebody has acted
  return Unit{};
}

Status SetPriority(tipline::Case& item, const Change& change, const Actor& actor, TimePoint now) {
  const auto priority = PriorityFromName(change.value);
  if (!priority) return Invalid("priority: allowed: P0 to P4");
  if (*priority > item.priority) {
    if (!IsStaff(actor)) return Denied("only a person lowers a priority");
    if (change.reason.empty()) return Invalid("lowering a priority needs a reason");
  }
  const bool raised = *priority < item.priority;
  item.priority = *priority;
  if (!raised || IsClosedStatus(item.status)) return Unit{};
  const TimePoint due = DueAt(*priority, now);
  if (!item.due_at || due < *item.due_at) item.due_at = due;
  return Unit{};
}

Status Close(tipline::Case& item, const Change& change, const Actor& actor) {
  TRY(CheckClosureCode(change.value));
  if (IsClosedStatus(item.status)) return Denied("the case is closed already");
  const std::string status = ClosedStatus(item.status, change.value);
  TRY(CheckTransition(item.status, status, actor.role));
  item.status = status;
  item.closure_code = change.value;
  item.due_at.reset();
  return Unit{};
}

Status Reopen(tipline::Case& item, const Actor& actor, TimePoint now) {
  if (!IsClosedStatus(item.status)) return Denied("the case is open");
  TRY(CheckTransition(item.status, "open", actor.role));
  item.status = "open";
  item.closure_code.clear();
  item.assigned_to.clear();
  item.due_at = DueAt(item.priority, now);
  return Unit{};
}

Status Make(tipline::Case& item, const Change& change, const Actor& actor, TimePoint now) {
  switch (change.kind) {
    case Change::Kind::kAssign:
      return Assign(item, change, actor);
    case Change::Kind::kStatus:
      return SetStatus(item, change, actor);
    case Change::Kind::kPriority:
      return SetPriority(item, change, actor, now);
    case Change::Kind::kClose:
      return Close(item, change, actor);
    case Change::Kind::kReopen:
      return Reopen(item, actor, now);
  }
  return Invalid("change: no such kind");
}

}  // namespace

const char* ActorRoleName(ActorRole role) {
  switch (role) {
    case ActorRole::kSystem:
      return "system";
    case ActorRole::kAgent:
      return "agent";
    case ActorRole::kSupervisor:
      return "supervisor";
    case ActorRole::kResponder:
      return "responder";
  }
  return "";
}

const std::vector<std::string>& CaseStatuses() {
  static const std::vector<std::string> kStatuses = {
      "received",        "screened",          "open",      "assigned",
      "in_progress",     "referred",          "follow_up", "awaiting_person",
      "awaiting_agency", "unsafe_to_contact", "sealed",    "merged",
      "exercise",        "non_case",          "closed"};
  return kStatuses;
}

bool IsCaseStatus(std::string_view status) {
  const auto& all = CaseStatuses();
  return std::find(all.begin(), all.end(), status) != all.end();
}

bool IsClosedStatus(std::string_view status) {
  return status == "closed" || status == "non_case" || status == "merged";
}

Status CheckTransition(std::string_view from, std::string_view to) {
  TRY(CheckNames(from, to));
  if (Allowed(from, to) == 0) return NotAllowed(from, to);
  return Unit{};
}

Status CheckTransition(std::string_view from, std::string_view to, ActorRole role) {
  TRY(CheckTransition(from, to));
  if ((Allowed(from, to) & Bit(role)) == 0)
    return Denied("the role " + std::string(ActorRoleName(role)) + " does not move a case from " +
                  std::string(from) + " to " + std::string(to));
  return Unit{};
}

std::vector<std::string> NextStatuses(std::string_view from, ActorRole role) {
  std::vector<std::string> next;
  for (const std::string& status : CaseStatuses())
    if ((Allowed(from, status) & Bit(role)) != 0) next.push_back(status);
  return next;
}

Result<tipline::Case> Apply(const tipline::Case& item, const Change& change, const Actor& actor,
                            TimePoint now) {
  tipline::Case changed = item;
  TRY(Make(changed, change, actor, now));
  ++changed.revision;
  changed.updated_at = now;
  return changed;
}

}  // namespace tipline::flows
