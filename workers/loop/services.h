// What all lanes of a worker share: settings, keys, records, the directory in memory, the words of
// triage. Thread-safe.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "flows/model/directory.h"
#include "flows/triage/lexicon.h"
#include "gateway/base/crypto.h"
#include "gateway/base/settings.h"
#include "gateway/store/records/cases.h"
#include "gateway/store/records/contacts.h"
#include "gateway/store/records/directory.h"
#include "gateway/store/records/outbound.h"

namespace tipline::workers {

constexpr Millis kDirectoryAge{5'000};  // an import reaches a running worker within this time

// Reads config/triage/*.json. kNotFound: no such folder or nothing in it.
Result<flows::Lexicon> ReadLexicon(const std::string& dir);

class Services {
 public:
  // All must outlive this object.
  Services(const Settings& settings_in, const KeyRing& keys_in, const Clock& clock_in,
           store::Database& database, flows::Lexicon lexicon_in);

  // The directory as of at most kDirectoryAge ago; the one before if the store cannot be read now.
  // What cannot be read of a row is as it was before; a row that never could is not in it. `whole`:
  // every active row could be read.
  Result<std::shared_ptr<const Directory>> CurrentDirectory(bool* whole = nullptr);

  const Settings& settings;
  const KeyRing& keys;
  const Clock& clock;
  const flows::Lexicon lexicon;
  store::CaseRecords cases;
  store::DirectoryRecords directory_records;
  store::OutboundRecords outbound;

 private:
  std::mutex mutex_;
  std::shared_ptr<const Directory> directory_;  // guarded by mutex_
  std::vector<std::string> unreadable_;         // guarded by mutex_; ids of rows
  bool whole_ = false;                          // guarded by mutex_
  TimePoint loaded_at_{};                       // guarded by mutex_
};

// nullptr: not in the directory.
const Responder* FindResponder(const Directory& directory, const std::string& id);

}  // namespace tipline::workers
