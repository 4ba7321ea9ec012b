// Who may come back to a case: code and PIN as they were given at intake, tries, tickets. A code
// that nobody has costs the same time as one whose PIN is wrong, and counts the same. The PIN's
// Argon2id hash is made after intake, by HashOne: a tenth of a second for each tip would keep
// alerts waiting. Thread-safe; at most kHashesAtOnce hashes at one time in a process. Tests:
// tests/gateway/store/records/case_access_test.cc
#pragma once

#include <optional>
#include <string>

#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

// Wrong tries of one code, since it was last opened, or of one phone; after that nothing opens.
constexpr int kWrongPins = 5;
constexpr Millis kWrongPinsWithin{30 * 60'000};
constexpr int kWrongPinsADay = 15;
constexpr Millis kTriesKept{24 * 3'600'000};
constexpr int kHashesAtOnce = 2;  // 64 MiB each

constexpr Millis kTicketLasts{24 * 3'600'000};
constexpr Millis kTicketIdle{15 * 60'000};

struct Try {
  std::string id;         // of the inquiry: the same one is one try
  std::string pseudonym;  // of the phone
  std::string conversation;
  Secret<std::string> code, pin;
};

struct Ticket {
  std::string case_id;
};

class CaseAccess {
 public:
  // Both must outlive this object. `keys` needs pseudonym and store.
  CaseAccess(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  struct Opened {
    std::string case_id;
    Secret<std::string> ticket;
  };
  // Nothing: whatever the reason, nobody is told which.
  Result<std::optional<Opened>> Open(const Try& one, TimePoint now);
  // Nothing: unknown, too old, of another conversation. Counts as a use.
  Result<std::optional<Ticket>> Use(const Secret<std::string>& ticket,
                                    const std::string& conversation, TimePoint now);
  // Makes the hash of one PIN that has none yet. False: all have.
  Result<bool> HashOne();

 private:
  Result<std::optional<std::string>> CaseOf(const std::string& code_hash, const std::string& pin);

  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
