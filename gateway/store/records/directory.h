// Organisations and responders in SQL. Import replaces what the directory file says; an
// organisation or responder that is no longer in it stays as a row (referrals point at it) but
// turns inactive. Names of responders and their numbers are sealed (store key). Thread-safe. Tests:
// tests/gateway/store/records/directory_test.cc
#pragma once

#include <string>
#include <vector>

#include "flows/model/directory.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

struct DirectoryCounts {
  int organisations = 0;  // in the file
  int responders = 0;
  int retired = 0;  // turned inactive because the file no longer has them
};

// A directory file (JSON):
// {"organisations":[{"id","name",...,"responders":[{"id","name","number","channel",...}]}]}. Field
// names are those of flows/model/directory.h. kInvalid names the place of the first fault; never a
// number. Pseudonyms are made with `keys`.
Result<Directory> ReadDirectoryFile(const std::string& path, const KeyRing& keys);

// Of organisations, then of responders.
std::vector<std::string> IdsOf(const Directory& directory);

class DirectoryRecords {
 public:
  DirectoryRecords(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  Result<DirectoryCounts> Import(const Directory& directory, const std::string& actor,
                                 TimePoint now);
  // kDenied without the store key. Inactive ones are part of it. A row that is damaged, or was
  // sealed with another key, is left out: the others can still be asked. `unreadable` gets what is
  // in clear in it: no lists of an organisation; no name, number and hours of a responder.
  Result<Directory> Load(Directory* unreadable = nullptr);

 private:
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
