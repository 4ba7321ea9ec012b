#include "workers/jobs/roles.h"

namespace tipline::workers {

Status RoleMarks::Sync(store::Contacts& contacts, const Directory& directory) {
  std::set<std::string> wanted;
  std::set<std::string> unwanted = marked_;
  for (const Responder& responder : directory.responders)
    (responder.active ? wanted : unwanted).insert(responder.pseudonym);
  for (const std::string& pseudonym : wanted) {
    if (marked_.contains(pseudonym)) continue;
    TRY(contacts.SetRole(pseudonym, store::kResponderRole));
    marked_.insert(pseudonym);
    unmarked_.erase(pseudonym);
  }
  for (const std::string& pseudonym : unwanted) {
    if (wanted.contains(pseudonym) || unmarked_.contains(pseudonym)) continue;
    TRY(contacts.SetRole(pseudonym, ""));
    unmarked_.insert(pseudonym);
    marked_.erase(pseudonym);
  }
  return Unit{};
}

}  // namespace tipline::workers
