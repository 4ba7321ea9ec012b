#include "gateway/store/live/contacts.h"

#include "gateway/base/crypto.h"
#include "gateway/store/live/conversations.h"
#include "gateway/store/live/streams.h"

namespace tipline::store {

std::string Contacts::Key(std::string_view pseudonym) const {
  return "tl:" + TagOf(PartitionOf(pseudonym, partitions_)) + ":c:" + std::string(pseudonym);
}

Status Contacts::SetRole(std::string_view pseudonym, std::string_view role) {
  TRY(redis_.Run({"FCALL", "tl_contact", "1", Key(pseudonym), "role", std::string(role),
                  std::to_string(Millis(kContactTtl).count())}));
  return Unit{};
}
Result<std::string> Contacts::Role(std::string_view pseudonym) {
  TRY_ASSIGN(const OwnedReply reply, redis_.Run({"HGET", Key(pseudonym), "role"}));
  return std::string(reply->text());
}
}  // namespace tipline::store
