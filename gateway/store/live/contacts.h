// Whether a phone is a responder's. (Its language, in the same record, is set by a turn's commit.)
//   tl:{pNN}:p:<pseudonym>   string: language "\n" role; expires kContactTtl after the language was
//                            set, but not while there is a role
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

 private:
  std::string Key(std::string_view pseudonym) const;

  Redis& redis_;
  const int partitions_;
};

}  // namespace tipline::store
