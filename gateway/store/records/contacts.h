// The contact vault: pseudonym -> sealed number (store key). The only place that keeps numbers of
// people who wrote to us, and only of those who did not ask to stay anonymous; what nobody needs
// any more goes with gateway/store/records/retention.h. Thread-safe. Tests:
// tests/gateway/store/records/directory_test.cc
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

class ContactVault {
 public:
  ContactVault(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  Status Keep(const std::string& pseudonym, const Secret<std::string>& number, TimePoint now);
  // kNotFound: anonymous, or forgotten. Writes that `reader` asked for it, and for which case.
  Result<Secret<std::string>> Number(const std::string& pseudonym, const std::string& case_id,
                                     const std::string& reader, TimePoint now);
  Result<bool> Has(const std::string& pseudonym);
  Status Forget(const std::string& pseudonym);

 private:
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
