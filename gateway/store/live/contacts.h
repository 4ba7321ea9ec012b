// What is remembered of a phone beyond one conversation: its language, and whether it is a
// responder's.
//   tl:{pNN}:c:<pseudonym>   hash: lang, role; expires kContactTtl after the language was set, but
//                            not while there is a role
// One thread at a time. Tests: tests/gateway/store/live/contacts_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "gateway/store/redis.h"

namespace tipline::store {

constexpr std::string_view kResponderRole = "responder";

class Contacts {
 public:
  Contacts(Redis& redis, int partitions) : redis_(redis), partitions_(partitions) {}

  Status SetRole(std::string_view pseudonym, std::string_view role);  // empty: takes it away
  Result<std::string> Role(std::string_view pseudonym);               // empty: none
  Status SetLanguage(std::string_view pseudonym, std::string_view language);
  Result<std::string> Language(std::string_view pseudonym);  // empty: none
  Status ResetLanguage(std::string_view pseudonym);
  // Open conversations, language and role of that phone.
  Status Forget(std::string_view pseudonym);

 private:
  std::string Key(std::string_view kind, std::string_view pseudonym) const;
  Status Set(std::string_view pseudonym, const char* field, std::string_view value);
  Result<std::string> Get(std::string_view pseudonym, const char* field);

  Redis& redis_;
  const int partitions_;
};

}  // namespace tipline::store
