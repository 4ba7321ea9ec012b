// What the records said to an inquiry that somebody waits for: from the worker to the gateway,
// sealed with the session key. Whoever asks first takes it up with the session; it goes by itself.
//   tl:{pNN}:f:<inquiry id>   string, expires: Findings, sealed
// Command builders and readers, for AsyncRedis (gateway) and Redis (worker) alike. Immutable;
// thread-safe. Tests: tests/gateway/store/live/findings_test.cc
#pragma once

#include <optional>
#include <string_view>

#include "flows/model/inquiry.h"
#include "gateway/base/crypto.h"
#include "gateway/store/redis.h"

namespace tipline::store {

// Longer than a USSD session and an SMS on its way; a second try asks anew.
constexpr std::chrono::minutes kFindingsTtl{15};

class FindingsStore {
 public:
  // `keys` needs session; it must outlive this object.
  FindingsStore(const KeyRing& keys, int partitions) : keys_(keys), partitions_(partitions) {}

  Command PutCommand(std::string_view pseudonym, const Findings& findings) const;
  Command GetCommand(std::string_view pseudonym, std::string_view inquiry) const;
  // Nothing: not there (yet). kInvalid: not made with this session key.
  Result<std::optional<Findings>> ReadGet(std::string_view inquiry, const Reply& reply) const;

 private:
  const KeyRing& keys_;
  int partitions_;
};

}  // namespace tipline::store
