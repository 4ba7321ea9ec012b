// Route: a case -> who may be asked, best first, each with its reasons. Who may not see the case is
// taken out BEFORE anything else is looked at (domain.md §3.9, §5.3): an organisation that the
// words name, one of a sector that they name, and whoever sent the tip. What is about a workplace
// goes first to who answers for it, and to nobody of the employers' side. Pure; thread-safe. Tests:
// tests/flows/routing with tests/data/routing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "flows/base/secret.h"
#include "flows/base/time.h"
#include "flows/model/case.h"
#include "flows/model/directory.h"
#include "flows/model/tip.h"

namespace tipline::flows {

// Nobody is asked by the machine: staff choose.
constexpr const char* kKeptFromAll = "*";

struct CaseFacts {
  Priority priority = Priority::kP3;
  bool child = false;
  std::string about;                    // "me", "someone", ...
  std::string language;                 // empty: unknown
  std::string place;                    // as typed or understood; empty: unknown
  std::string place_code;               // ISO 3166-2 (3166-1 of a country); empty: unknown
  std::vector<std::string> indicators;  // of the assessment; they say what is needed
  Consent consent = Consent::kUnknown;
  bool complaint = false;           // about a recruiter; not urgent, it goes where was agreed
  std::vector<std::string> agreed;  // services that the person lets read a complaint
  std::string site;       // code of the workplace that it is about (domain.md F68); empty: none
  std::string first;      // responder who answers for that workplace, independent of its company
  std::string kept_from;  // organisation id: supervises whoever it may be about; or kKeptFromAll
  std::string pseudonym;  // of whoever sent the tip
  Secret<std::string> words;       // all that the person wrote: only read for conflicts of interest
  std::vector<std::string> asked;  // responder ids that had an offer for this case before
  std::map<std::string, int> load;  // responder id -> open referrals
};
CaseFacts FactsOf(const Tip& tip, const Assessment& assessment);

// What an offer may tell the responder. Everything else has to be asked for through staff.
enum class Shared {
  kReference,  // anonymous, confidential or not asked: the reference number and how soon
  kDetails,    // share: what the person wrote too
};
const char* SharedName(Shared shared);  // "reference", "details"

struct ResponderChoice {
  std::string responder_id;
  std::string organisation_id;
  Shared shared = Shared::kReference;
  TimePoint due_at{};                // acknowledgement clock
  std::vector<std::string> reasons;  // in words, for staff
};

struct Excluded {
  std::string responder_id;
  std::string rule;    // "conflict", "inactive", "unverified", "agreement", "consent", "hours", ...
  std::string reason;  // in words, for staff; a conflict does not say what the tip says
};

// Best first; empty: nobody may be asked, staff must find someone. `excluded`, if given, gets
// everyone else.
std::vector<ResponderChoice> Route(const CaseFacts& facts, const Directory& directory,
                                   TimePoint now, std::vector<Excluded>* excluded = nullptr);

// Time to acknowledge an offer (domain.md §5.3): P0 10 min, P1 1 h, P2 8 h, P3 and P4 48 h.
Millis AcknowledgeWithin(Priority priority);
// Whether `now` lies in the hours, in their own local time.
bool InHours(const Hours& hours, TimePoint now);

}  // namespace tipline::flows
