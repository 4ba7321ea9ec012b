#include "gateway/console/desk.h"

#include <utility>

#include "gateway/base/sensitive_lists.h"

namespace tipline::console {

Result<std::unique_ptr<Desk>> Desk::Make(const Settings& settings, const KeyRing& keys,
                                         const Clock& clock, store::Database& database) {
  TRY_ASSIGN(auto words, LoadSensitive(settings.flows_dir));
  const store::UserRecords users(database, keys);
  auto desk = std::unique_ptr<Desk>(  // NOLINT(modernize-make-unique): an aggregate
      new Desk{settings, keys, clock, database, store::CaseRecords(database, keys), users,
               store::OutboundRecords(database), store::ContactVault(database, keys),
               Sessions(users, keys, !settings.sandbox), std::move(words), nullptr});
  TRY_ASSIGN(desk->sign_in, SignIn::Make(desk->users));
  return desk;
}

}  // namespace tipline::console
