// What a person does with their own case once its PIN was given, and what staff do for them: see
// where it is, read what staff wrote, take contact back, ask for deletion, be told where it is.
// Thread-safe. All idempotent by the id that is given. Tests:
// tests/gateway/store/records/own_cases_test.cc
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/delivery/permission.h"
#include "flows/model/case.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

// A case as its person may see it.
struct OwnCase {
  Case item;
  std::string conversation;
  // What staff wrote and the person has not seen yet, the oldest first.
  struct Unread {
    std::string id;
    Secret<std::string> text;
  };
  std::vector<Unread> unread;
};

// Who and when; `id` makes it one, however often it is done.
struct Wish {
  std::string case_id;
  std::string id;     // ULID
  std::string actor;  // "person" or a user name
  TimePoint now{};
};

struct Wishes {
  std::optional<TimePoint> withdrawn_at, deletion_asked_at, erased_at;
  std::vector<std::string> told;
};

class OwnCases {
 public:
  // Both must outlive this object; `keys` needs store, and the case keys for what reaches words.
  OwnCases(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  Result<OwnCase> View(const std::string& case_id);
  // Messages with these ids (a space between them) were shown.
  Status MarkRead(const std::string& case_id, const std::string& ids, TimePoint now);
  Result<Wishes> WishesOf(const std::string& case_id);

  // The choice holds from now on. `phone`: the case's contact becomes this one (pseudonym, number,
  // channel, medium); none: it stays.
  struct Phone {
    std::string pseudonym;
    Secret<std::string> number;
    std::string channel;
    Medium medium = Medium::kUssd;
  };
  Status Choose(const flows::SafeContact& contact, const std::optional<Phone>& phone);

  // No contact any more. `offers`: open ones are withdrawn, too (not under duress: then somebody
  // else may have asked). A note for staff says so. Returns the accepted referrals: who holds the
  // case must be told.
  Result<std::vector<Referral>> Withdraw(const Wish& wish, bool offers, const std::string& note);

  // The number goes at once; the words too where nobody works on the case and nothing in it is
  // urgent, else staff look first. `hold`: staff look in any case. True: all is gone.
  Result<bool> AskDeletion(const Wish& wish, bool hold, const std::string& note);
  // The words of the case are gone: tips' boxes, assessments and messages, and its code opens
  // nothing any more. Rows stay: they are counted. kNotFound.
  Status Erase(const Wish& wish);

  // "received", "passed_on" or "closed", each once: at most three. kConflict: was told before.
  Status Tell(const Wish& wish, const std::string& what);

 private:
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
