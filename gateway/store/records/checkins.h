// Travellers who are checked in on: their plan, where they stand on the ladder, who is told, and
// what was done. The store is what counts: timers in Redis are made anew from it. What people said
// is sealed with the store key. Thread-safe. Tests:
// tests/workers/jobs/checkin_test.cc
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "flows/base/secret.h"
#include "flows/checkin/ladder.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

struct Traveller {
  std::string id, pseudonym;
  flows::CheckinPlan plan;  // without its delays: those are the installation's
  flows::CheckinState state;
  std::optional<TimePoint> next_at;  // when to look again
  std::string act;                   // the last step; "contact ID": whom it told
  bool posted = true;                // its messages are on their way
  Secret<std::string> number;
  std::string nickname, destination, language, service_code;
  bool prompts = true;       // may be written to
  std::string trouble_mark;  // of the word for trouble
  std::string place;         // as last told by the traveller, for the contacts
  std::optional<TimePoint> place_at;
  // A sign of life that would tell friends that all is well: it waits for what else is said.
  std::optional<TimePoint> dialled_at;
  std::optional<TimePoint> trouble_at;  // the word for trouble, or that of duress, last
  TimePoint created_at{};
  std::optional<TimePoint> ended_at;
  int64_t revision = 0;
};

struct CheckinContact {
  std::string id, traveller_id, pseudonym;
  int place = 0;      // who is told first; from 1
  std::string state;  // waiting, asked, active
  int told = 0;       // 1: of this lateness; 2: must hear that it is over
  TimePoint asked_at{};
  std::optional<TimePoint> expires_at;  // of an invitation
  Secret<std::string> number;
};

struct CheckinEvent {
  TimePoint at{};
  std::string kind;
  Secret<std::string> detail;
};

struct CheckinClock {  // what a timer is made of
  std::string id, pseudonym;
  TimePoint next_at{};  // zero: at once, its messages did not go
};

constexpr int kMostCheckinContacts = 5;

class Checkins {
 public:
  // Both must outlive it.
  Checkins(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  // kConflict: one of that phone is running.
  Status Enrol(const Traveller& traveller);
  Result<Traveller> Find(const std::string& id);            // kNotFound
  Result<Traveller> Running(const std::string& pseudonym);  // kNotFound
  // Writes all of it and an event, if `kind` is given; contacts whose `told` changes: 0 of those
  // named (1: told). kConflict: somebody else changed it since it was read.
  Status Save(const Traveller& traveller, const std::string& kind, TimePoint now,
              const std::vector<CheckinContact>& changed = {});
  Status Posted(const std::string& id, int64_t revision);
  // checkin_events.cc
  Status Note(const std::string& id, const std::string& kind, const std::string& detail,
              TimePoint now);
  Result<std::vector<CheckinEvent>> Events(const std::string& id);
  // In pages by id. Of travellers those that do not open are left out (their ids are in the log):
  // they must not keep the others from being looked after. `ended`: those that are over, too.
  Result<std::vector<CheckinClock>> Clocks(const std::string& after, int count);
  Result<std::vector<Traveller>> List(const std::string& after, int count, bool ended = false);
  Result<std::set<std::string>> Channels();  // of those that run
  // Those that ended before then go, with all that hangs on them. Returns how many.
  Result<int> Forget(TimePoint ended_before);

  // checkin_contacts.cc
  Result<std::vector<CheckinContact>> Contacts(const std::string& traveller_id);
  Result<std::vector<CheckinContact>> OfPhone(const std::string& pseudonym);  // oldest first
  Result<CheckinContact> Contact(const std::string& id);                      // kNotFound
  Result<std::vector<CheckinContact>> Expired(TimePoint now);
  Status AddContact(const CheckinContact& contact);  // kConflict: is one already
  Status ChangeContact(const CheckinContact& contact);
  // Nothing is left of it. `declined`: a hash by which it is known that they were asked.
  Status DropContact(const std::string& id, const std::string& declined, TimePoint now);
  Result<bool> HasDeclined(const std::string& hash);

  // checkin_watch.cc
  Result<flows::Watch> ReadWatch();
  // A line of the audit trail: who did what about whom (an id, never a name).
  Status Audit(const std::string& actor, const std::string& action, const std::string& id,
               const std::string& detail, TimePoint now);
  // Reads, changes and writes in one transaction, one at a time; gives what was written.
  Result<flows::Watch> ChangeWatch(const std::function<flows::Watch(flows::Watch)>& change);

 private:
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
