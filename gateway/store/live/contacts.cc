#include "gateway/store/live/contacts.h"

#include <algorithm>

#include "gateway/base/crypto.h"
#include "gateway/store/live/conversations.h"
#include "gateway/store/live/streams.h"

namespace tipline::store {

std::optional<std::string> MarkOf(std::string_view roles, std::string_view role) {
  while (!roles.empty()) {
    const size_t end = std::min(roles.size(), roles.find(' '));
    const std::string_view one = roles.substr(0, end);
    const size_t colon = std::min(one.size(), one.find(':'));
    if (one.substr(0, colon) == role)
      return std::string(one.substr(std::min(one.size(), colon + 1)));
    roles.remove_prefix(std::min(roles.size(), end + 1));
  }
  return std::nullopt;
}

Verified VerifiedIn(std::string_view roles) {
  const auto mark = MarkOf(roles, kVerifiedRole);
  if (!mark) return {};
  const size_t dot = std::min(mark->size(), mark->find('.'));
  return {mark->substr(0, dot), mark->substr(std::min(mark->size(), dot + 1))};
}

std::string VerifiedMark(std::string_view role, std::string_view country) {
  return std::string(role) + "." + std::string(country);
}

std::string Contacts::Key(std::string_view pseudonym) const {
  return "tl:" + TagOf(PartitionOf(pseudonym, partitions_)) + ":p:" + std::string(pseudonym);
}

Status Contacts::Change(std::string_view pseudonym, std::string_view field, std::string_view role) {
  TRY(redis_.Run({"FCALL", "tl_contact", "1", Key(pseudonym), std::string(field), std::string(role),
                  std::to_string(Millis(kContactTtl).count())}));
  return Unit{};
}

Status Contacts::GiveRole(std::string_view pseudonym, std::string_view role,
                          std::string_view mark) {
  std::string given(role);
  if (!mark.empty()) given.append(":").append(mark);
  return Change(pseudonym, "give", given);
}

Status Contacts::TakeRole(std::string_view pseudonym, std::string_view role) {
  return Change(pseudonym, "take", role);
}

Result<std::string> Contacts::Role(std::string_view pseudonym) {
  TRY_ASSIGN(const OwnedReply reply, redis_.Run({"GET", Key(pseudonym)}));
  const std::string_view person = reply->text();
  return std::string(person.substr(std::min(person.size(), person.find('\n') + 1)));
}

}  // namespace tipline::store
