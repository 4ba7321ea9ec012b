// What the console's routes work with: records, keys, settings, rules of writing. Made once in
// main, outlives the server, thread-safe throughout.
#pragma once

#include <memory>

#include "flows/base/result.h"
#include "flows/base/sensitive.h"
#include "flows/base/time.h"
#include "gateway/base/crypto.h"
#include "gateway/base/settings.h"
#include "gateway/console/sessions.h"
#include "gateway/console/sign_in.h"
#include "gateway/store/records/cases.h"
#include "gateway/store/records/contacts.h"
#include "gateway/store/records/outbound.h"
#include "gateway/store/records/users.h"

namespace tipline::console {

struct Desk {
  const Settings& settings;
  const KeyRing& keys;
  const Clock& clock;
  store::Database& database;
  store::CaseRecords cases;
  store::UserRecords users;
  store::OutboundRecords outbound;
  store::ContactVault contacts;
  Sessions sessions;
  SensitiveWords sensitive;
  std::unique_ptr<SignIn> sign_in;

  // All references must outlive the desk. kInvalid: a file of sensitive words cannot be used.
  static Result<std::unique_ptr<Desk>> Make(const Settings& settings, const KeyRing& keys,
                                            const Clock& clock, store::Database& database);
};

}  // namespace tipline::console
