// What a phone is to us besides a person's: a responder's, one that we check in on, one that was
// asked to be told. A phone can be several of these. (Its language, in the same record, is set by a
// turn's commit.)
//   tl:{pNN}:p:<pseudonym>   string: language "\n" roles by spaces; expires kContactTtl after the
//                            language was set, but not while there is a role
// A role may carry a mark behind ':'. One thread at a time. Tests:
// tests/gateway/store/live/contacts_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "gateway/store/redis.h"

namespace tipline::store {

constexpr std::string_view kResponderRole = "responder";
// Enrolled for check-ins; its mark is that of the word for trouble (TroubleMark), if there is one.
constexpr std::string_view kTravellerRole = "traveller";
// Asked to be told about a traveller, or told that one is late: an answer is waited for.
constexpr std::string_view kCheckinContactRole = "checkin_contact";
// A professional or facilitator (gateway/store/records/roles.h); its mark is "nurse.KE".
constexpr std::string_view kVerifiedRole = "verified";

// The mark of a role among roles as they are stored; "": it has none; nothing: not this role.
std::optional<std::string> MarkOf(std::string_view roles, std::string_view role);
inline bool HasRole(std::string_view roles, std::string_view role) {
  return MarkOf(roles, role).has_value();
}

// What flows may know of a verified role.
struct Verified {
  std::string role, country;  // empty: none
};
Verified VerifiedIn(std::string_view roles);
std::string VerifiedMark(std::string_view role, std::string_view country);

class Contacts {
 public:
  Contacts(Redis& redis, int partitions) : redis_(redis), partitions_(partitions) {}

  // Beside the roles that the phone has; a second time with another mark changes the mark.
  Status GiveRole(std::string_view pseudonym, std::string_view role, std::string_view mark = {});
  Status TakeRole(std::string_view pseudonym, std::string_view role);
  Result<std::string> Role(std::string_view pseudonym);  // as stored; empty: none

 private:
  Status Change(std::string_view pseudonym, std::string_view field, std::string_view role);
  std::string Key(std::string_view pseudonym) const;

  Redis& redis_;
  const int partitions_;
};

}  // namespace tipline::store
