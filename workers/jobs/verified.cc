#include "workers/jobs/verified.h"

#include <map>
#include <string>

namespace tipline::workers {

Status MarkVerified(store::Contacts& contacts, const store::VerifiedRole& role) {
  if (role.pseudonym.empty()) return Unit{};
  if (role.withdrawn_at) return contacts.TakeRole(role.pseudonym, store::kVerifiedRole);
  return contacts.GiveRole(role.pseudonym, store::kVerifiedRole,
                           store::VerifiedMark(role.role, role.country));
}

Status MarkAllVerified(store::Contacts& contacts, store::VerifiedRoles& roles) {
  TRY_ASSIGN(const auto all, roles.List());
  // By phone: an active one stands for all that were withdrawn before it.
  std::map<std::string, const store::VerifiedRole*> last;
  for (const store::VerifiedRole& one : all) {
    const store::VerifiedRole*& kept = last[one.pseudonym];
    if (kept == nullptr || kept->withdrawn_at) kept = &one;
  }
  for (const auto& [pseudonym, role] : last)
    TRY(MarkVerified(contacts, *role));
  return Unit{};
}

}  // namespace tipline::workers
