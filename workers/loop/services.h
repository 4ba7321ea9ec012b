// What all lanes of a worker share: settings, keys, records, the directory in memory, the words of
// triage. Thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "flows/base/sensitive.h"
#include "flows/model/directory.h"
#include "flows/triage/lexicon.h"
#include "gateway/base/crypto.h"
#include "gateway/base/settings.h"
#include "gateway/store/records/cases.h"
#include "gateway/store/records/contacts.h"
#include "gateway/store/records/directory.h"
#include "gateway/store/records/opt_outs.h"
#include "gateway/store/records/outbound.h"
#include "gateway/store/records/safe_contacts.h"
#include "workers/loop/access_tokens.h"
#include "workers/loop/channel_health.h"
#include "workers/loop/places.h"
#include "workers/loop/spending.h"

namespace tipline::workers {

constexpr Millis kDirectoryAge{5'000};  // an import reaches a running worker within this time
constexpr Millis kLoadAge{500};         // of what routing knows of the others' work, at least
constexpr Millis kWordsAge{60'000};     // a list that was missing is looked for as often
constexpr int kLoadShare = 20;  // at most one part in so many of the time goes into counting

// Reads config/triage/*.json. kNotFound: no such folder or nothing in it.
Result<flows::Lexicon> ReadLexicon(const std::string& dir);

class Services {
 public:
  // All must outlive this object. `pace`: what waits within this process are measured by, so that
  // none becomes longer when the machine's clock is set back; none: the same as `clock`.
  Services(const Settings& settings_in, const KeyRing& keys_in, const Clock& clock_in,
           store::Database& database_in, flows::Lexicon lexicon_in, const Clock* pace_in = nullptr);

  // The directory as of at most kDirectoryAge ago; the one before if the store cannot be read now.
  // What cannot be read of a row is as it was before; a row that never could is not in it. `whole`:
  // every active row could be read.
  Result<std::shared_ptr<const Directory>> CurrentDirectory(bool* whole = nullptr);

  // Responder id -> open offers and accepted referrals, for routing: as of a moment ago, and
  // counted on by AddLoad. Counting them all takes longer the more cases are open, so it is done
  // seldom enough to be a small part of the work. The one before if the store cannot be read now.
  Result<std::map<std::string, int>> CurrentLoad();
  void AddLoad(const std::string& responder_id);

  // Words that no unasked message to a person may hold (config/flows). Null: there is no list, so
  // none may go.
  std::shared_ptr<const SensitiveWords> CurrentSensitive();

  const Settings& settings;
  const KeyRing& keys;
  const Clock& clock;
  const Clock& pace;
  const flows::Lexicon lexicon;
  store::Database& database;
  store::CaseRecords cases;
  store::DirectoryRecords directory_records;
  store::OutboundRecords outbound;
  store::OptOuts opt_outs;
  store::SafeContacts safe_contacts;
  ChannelHealth health;
  AccessTokens tokens;
  Spending spending{outbound};
  Places places;

 private:
  std::mutex mutex_;
  std::shared_ptr<const Directory> directory_;       // guarded by mutex_
  std::vector<std::string> unreadable_;              // guarded by mutex_; ids of rows
  bool whole_ = false;                               // guarded by mutex_
  TimePoint loaded_at_{};                            // guarded by mutex_
  std::map<std::string, int> load_;                  // guarded by mutex_
  TimePoint count_load_at_{};                        // guarded by mutex_; when it is due again
  std::shared_ptr<const SensitiveWords> sensitive_;  // guarded by mutex_
  TimePoint sensitive_at_{};                         // guarded by mutex_; when to look again
};

// nullptr: not in the directory.
const Responder* FindResponder(const Directory& directory, const std::string& id);

}  // namespace tipline::workers
