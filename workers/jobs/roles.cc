#include "workers/jobs/roles.h"

namespace tipline::workers {

Status RoleMarks::Sync(store::Contacts& contacts, const Directory& directory, bool whole) {
  std::set<std::string> wanted;
  std::set<std::string> unwanted = marked_;
  for (const Responder& responder : directory.responders)
    (responder.active ? wanted : unwanted).insert(responder.pseudonym);
  if (!marked_.empty() && !doubted_) {
    TRY_ASSIGN(const std::string role, contacts.Role(*marked_.begin()));
    doubted_ = !store::HasRole(role, store::kResponderRole);
  }
  for (const std::string& pseudonym : wanted) {
    if (marked_.contains(pseudonym) && !doubted_) continue;
    TRY(contacts.GiveRole(pseudonym, store::kResponderRole));
    marked_.insert(pseudonym);
    unmarked_.erase(pseudonym);
  }
  if (doubted_) unmarked_.clear();
  for (const std::string& pseudonym : unwanted) {
    if (!whole || wanted.contains(pseudonym) || unmarked_.contains(pseudonym)) continue;
    TRY(contacts.TakeRole(pseudonym, store::kResponderRole));
    unmarked_.insert(pseudonym);
    marked_.erase(pseudonym);
  }
  doubted_ = false;
  return Unit{};
}

}  // namespace tipline::workers
