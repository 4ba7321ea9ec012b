#include "gateway/store/live/contacts.h"

#include <algorithm>

#include "gateway/base/crypto.h"
#include "gateway/store/live/conversations.h"
#include "gateway/store/live/streams.h"

namespace tipline::store {

std::string Contacts::Key(std::string_view pseudonym) const {
  return "tl:" + TagOf(PartitionOf(pseudonym, partitions_)) + ":p:" + std::string(pseudonym);
}

Status Contacts::SetRole(std::string_view pseudonym, std::string_view role) {
  TRY(redis_.Run({"FCALL", "tl_contact", "1", Key(pseudonym), "role", std::string(role),
                  std::to_string(Millis(kContactTtl).count())}));
  return Unit{};
}
Result<std::string> Contacts::Role(std::string_view pseudonym) {
  TRY_ASSIGN(const OwnedReply reply, redis_.Run({"GET", Key(pseudonym)}));
  const std::string_view person = reply->text();
  return std::string(person.substr(std::min(person.size(), person.find('\n') + 1)));
}
}  // namespace tipline::store
