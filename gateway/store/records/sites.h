// Workplaces with a code (domain.md F68): who answers for each, independent of its company. Names
// are public; whom the company can be reached by is sealed. Thread-safe. Tests:
// tests/gateway/store/records/voice_test.cc
#pragma once

#include <string>
#include <vector>

#include "flows/base/secret.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

struct SiteRow {
  std::string code, name, brand;
  std::string country, region;  // ISO 3166-1, ISO 3166-2 or empty
  std::string season;           // "10-03"; empty: the year
  std::string responder_id;
  Secret<std::string> contact;  // of the company, for staff; empty without the store key
  bool active = true;
};

class SiteRecords {
 public:
  SiteRecords(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  // Adds them, or writes them in place of those of the same code, with lines in the audit trail.
  // kConflict: region or season of a workplace that has figures: what was told of the region would
  // change. Nothing is written then.
  Status Keep(const std::vector<SiteRow>& rows, const std::string& actor, TimePoint now);
  // kNotFound: no such code.
  Result<SiteRow> Find(const std::string& code);
  Result<std::vector<SiteRow>> Load();  // by code, inactive ones too

 private:
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
