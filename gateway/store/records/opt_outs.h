// Who wants no messages that they did not ask for, by channel: STOP and START of people, notices of
// providers, sends that were refused for it. Only pseudonyms. Thread-safe. Tests:
// tests/gateway/store/records/opt_outs_test.cc
#pragma once

#include <string>
#include <vector>

#include "flows/model/message.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

struct OptOut {
  std::string channel;
  std::string sender;  // our number or name that it was said to; empty: not known
  TimePoint at{};
  std::string source;  // "person", "provider" (a notice), "send" (a refused message)
};

class OptOuts {
 public:
  explicit OptOuts(Database& database) : db_(database) {}

  // kOptOut is kept, with the time of the first; kOptIn clears what was said until `at` on that
  // channel, whatever the sender. Either may be told twice; kNone changes nothing.
  Status Tell(const std::string& pseudonym, OptChange change, const OptOut& said);
  Result<std::vector<OptOut>> Of(const std::string& pseudonym);  // oldest first
  Result<bool> Has(const std::string& pseudonym, const std::string& channel);

 private:
  Database& db_;
};

}  // namespace tipline::store
