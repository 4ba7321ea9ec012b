// Cases in SQL: taking tips in, the work list, one case with all its words, and every change to it.
// Used by the worker's jobs, the console and the CLI. Words are sealed at rest: a tip stays in the
// box it came in (case key), the rest is under the store key; with a ring that lacks a key the
// words stay empty and everything else still works. Thread-safe. Errors: kNotFound no such case,
// kConflict somebody was faster (reload), kDenied the lifecycle (flows/cases) does not allow it,
// kUnavailable try again. Tests: tests/gateway/store/records/cases_test.cc, on both engines.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/cases/lifecycle.h"
#include "flows/model/case.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

// A responder chosen by flows/routing.
struct Offer {
  std::string responder_id;
  std::string organisation_id;
  TimePoint due_at{};  // acknowledgement clock, domain.md §5.3
};

// One tip with what triage and routing made of it.
struct Intake {
  Tip tip;
  std::string kind = "tip";  // or "raw"
  std::string box;           // the tip as it came: SealToCase(EncodeTip)
  Assessment assessment;
  std::optional<TimePoint> due_at;
  std::optional<Offer> offer;  // empty: staff must find someone
  std::string no_offer;        // a code for staff: why not; empty: nobody fits
};

struct TakenIn {
  std::string tip_id;
  bool fresh = false;  // false: this tip was taken in before
  bool later = false;  // the case has earlier tips: who was asked may not be right any more
  Case item;
  std::vector<Referral> offers;  // all open ones of the case: their alerts may still have to go out
};

struct CaseFilter {
  std::string status;      // one status; empty: any
  bool open_only = false;  // not closed
  std::optional<Priority> priority;
  std::string assigned_to;    // user name
  std::string pseudonym;      // other cases of the same phone
  bool needs_person = false;  // only those that nobody took
  int limit = 0;              // 0: all
};

struct CaseRow {
  Case item;
  int tips = 0;
  int referrals = 0;
  std::string referral_status;  // of the newest referral; empty: none
  bool needs_person = false;    // no responder is left to ask
};

struct CaseTip {
  std::string id, kind, channel;
  TimePoint received_at{};
  std::optional<Tip> tip;  // opened; empty without the case key
  Assessment assessment;   // reasons and place only with the store key
};

struct CaseMessage {
  std::string id;
  std::string direction;  // "in", "out", "note"
  std::string author;     // user name; empty for "in"
  TimePoint at{};
  Secret<std::string> text;          // empty without the store key
  std::optional<TimePoint> read_at;  // "out": when the person came back and saw it
};

struct TimelineEntry {
  TimePoint at{};
  std::string actor;   // user name, "responder:<id>" or "tipline"
  std::string action;  // "received", "assigned", "closed", "read", ...
  std::string detail;  // coded, never words of people
};

struct CaseFile {
  CaseRow row;
  std::vector<CaseTip> tips;          // oldest first
  std::vector<CaseMessage> messages;  // oldest first
  std::vector<Referral> referrals;    // oldest first
  std::vector<TimelineEntry> timeline;
};

// Who changes what, seen at which revision. revision 0: whatever it is now (CLI).
struct Change {
  std::string case_id;  // ULID or reference
  int64_t revision = 0;
  std::string actor;  // user name
  TimePoint now{};
  flows::ActorRole role = flows::ActorRole::kSupervisor;  // what the lifecycle lets it do
};

// What became of an answer to a referral, or of its clock.
struct Answered {
  bool changed = false;  // false: was so before, or came too late
  Referral referral;
  Case item;
  std::vector<Referral> offers;  // open ones of the case, the new one included
};

class CaseRecords {
 public:
  // Both must outlive this object.
  CaseRecords(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  // All of the batch in ONE transaction: case, tip, referral, contact, audit. Idempotent by tip id;
  // tips of one conversation share a case. In the order of the batch. Nothing is kept if it fails.
  Result<std::vector<TakenIn>> TakeIn(const std::vector<Intake>& batch, TimePoint now);

  // Most urgent first, then oldest.
  Result<std::vector<CaseRow>> List(const CaseFilter& filter);
  Result<Case> Find(std::string_view id_or_reference);
  // Writes that `reader` read it (domain.md §3.9). An open case wins over closed ones of the same
  // reference.
  Result<CaseFile> Show(std::string_view id_or_reference, const std::string& reader, TimePoint now);

  // For routing by the worker, which is no reader: leaves no line in the audit trail.
  Result<std::vector<CaseTip>> TipsOf(const std::string& case_id);

  Result<Case> Claim(const Change& change);  // kConflict: somebody else has it
  Result<Case> Assign(const Change& change, const std::string& user);
  Result<Case> Close(const Change& change, const std::string& code,
                     const Secret<std::string>& note);
  // kInvalid: no such disposition.
  Result<Case> Dispose(const Change& change, const std::string& disposition);
  Result<Case> AddMessage(const Change& change, const std::string& direction,
                          const Secret<std::string>& text);
  // A person's choice: open offers are withdrawn and this one is made. Its alert and clock are the
  // caller's to send.
  Result<Answered> Route(const Change& change, const Offer& offer);

  Result<Referral> FindReferral(const std::string& id);
  // The newest referral with that reference to a responder with that phone; open ones win.
  // kNotFound: none.
  Result<Referral> ReferralOf(const std::string& responder_pseudonym, const std::string& reference);
  Result<std::vector<Referral>> ReferralsOf(const std::string& case_id);
  // Open offers whose clock was over before that, longest first.
  Result<std::vector<Referral>> OverdueOffers(TimePoint due_before, int limit);
  // Open offers by id, from the one behind `after` on: a look at all of them, a part at a time.
  Result<std::vector<Referral>> OpenOffers(const std::string& after, int limit);
  // Responder id -> open offers and accepted referrals of open cases.
  Result<std::map<std::string, int>> Load();
  // The case is referred, open offers of others are withdrawn. A late answer still counts while
  // nobody else took it.
  Result<Answered> Accept(const std::string& referral_id, TimePoint now);
  // `status`: "declined", "expired" or "withdrawn". Only if its status is still that of `seen`:
  // `next` is offered unless they were asked before, or the case is marked for staff. "declined" or
  // "withdrawn" of an accepted one gives the case back: open again, with a new clock, marked for
  // staff, and `next` is offered.
  Result<Answered> TurnDown(const Referral& seen, const std::string& status,
                            const std::optional<Offer>& next, TimePoint now);
  // An open offer gets less time; never more. `changed` false: it has no more than that already.
  Result<Answered> Hasten(const std::string& referral_id, TimePoint due_at, TimePoint now);

 private:
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
