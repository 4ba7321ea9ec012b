#include "gateway/store/live/contacts.h"

#include "gateway/base/crypto.h"
#include "gateway/store/live/conversations.h"
#include "gateway/store/live/streams.h"

namespace tipline::store {

std::string Contacts::Key(std::string_view kind, std::string_view pseudonym) const {
  return "tl:" + TagOf(PartitionOf(pseudonym, partitions_)) + ":" + std::string(kind) + ":" +
         std::string(pseudonym);
}

Status Contacts::Set(std::string_view pseudonym, const char* field, std::string_view value) {
  TRY(redis_.Run({"FCALL", "tl_contact", "1", Key("c", pseudonym), field, std::string(value),
                  std::to_string(Millis(kContactTtl).count())}));
  return Unit{};
}

Result<std::string> Contacts::Get(std::string_view pseudonym, const char* field) {
  TRY_ASSIGN(const OwnedReply reply, redis_.Run({"HGET", Key("c", pseudonym), field}));
  return std::string(reply->text());
}

Status Contacts::SetRole(std::string_view pseudonym, std::string_view role) {
  return Set(pseudonym, "role", role);
}
Result<std::string> Contacts::Role(std::string_view pseudonym) {
  return Get(pseudonym, "role");
}
Status Contacts::SetLanguage(std::string_view pseudonym, std::string_view language) {
  return Set(pseudonym, "lang", language);
}
Result<std::string> Contacts::Language(std::string_view pseudonym) {
  return Get(pseudonym, "lang");
}
Status Contacts::ResetLanguage(std::string_view pseudonym) {
  return Set(pseudonym, "lang", "");
}

Status Contacts::Forget(std::string_view pseudonym) {
  const std::string session = Key("s", pseudonym) + ":";
  TRY(redis_.Run({"DEL", session + MediumName(Medium::kUssd), session + MediumName(Medium::kSms),
                  Key("c", pseudonym)}));
  return Unit{};
}

}  // namespace tipline::store
