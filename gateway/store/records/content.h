// What anybody may know, as imported, for publishing: the directory of services, and cards. What
// only staff may know of a service is kept apart and sealed; what publishes has no way to it.
// Thread-safe. Tests: tests/gateway/store/records/content_test.cc
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "flows/base/secret.h"
#include "flows/knowledge/card_rows.h"
#include "flows/knowledge/service_rows.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

class PublicServices {
 public:
  explicit PublicServices(Database& database) : db_(database) {}
  Result<std::vector<flows::ServiceRow>> Load();  // in the order of the file

 private:
  Database& db_;
};

// Field -> what it says: "private address", "contact". By id of the service.
using PrivateDetails = std::map<std::string, std::map<std::string, Secret<std::string>>>;

class ServiceRecords {
 public:
  ServiceRecords(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  // Replaces the list as a whole, with a line in the audit trail. Of the services that stay private
  // fields are kept, unless `details` has them: an empty one clears.
  Status Import(const std::vector<flows::ServiceRow>& rows,
                const std::optional<PrivateDetails>& details, const std::string& actor,
                TimePoint now);
  // Each look has its line in the audit trail.
  Result<PrivateDetails> LoadPrivate(const std::string& actor, TimePoint now);

 private:
  Database& db_;
  const KeyRing& keys_;
};

class CardRecords {
 public:
  explicit CardRecords(Database& database) : db_(database) {}
  Status Import(const std::vector<flows::CardRow>& rows, const std::string& actor, TimePoint now);
  Result<std::vector<flows::CardRow>> Load();

 private:
  Database& db_;
};

}  // namespace tipline::store
