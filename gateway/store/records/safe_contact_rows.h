// Safe-contact records within somebody else's transaction. Inside this folder.
#pragma once

#include <string>

#include "flows/delivery/permission.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

// The sealed part of a record; before the transaction.
Result<std::string> SealDetails(const KeyRing& keys, const flows::SafeContact& contact);
void KeepContactChoice(soci::session& sql, const flows::SafeContact& contact,
                       const std::string& sealed);
void WithdrawContact(soci::session& sql, const std::string& pseudonym, const std::string& case_id,
                     const std::string& updated_by, TimePoint now);

// What was answered at intake ("is a text message safe?") is the case's record, until the person or
// staff say something else: an answer that comes again later changes nothing then.
constexpr const char* kAtIntake = "intake";
constexpr Millis kIntakeChoiceLasts{30LL * 24 * 3'600'000};

}  // namespace tipline::store
