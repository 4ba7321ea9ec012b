// The gazetteer that `tipline data build places` left in TIPLINE_HOME/data, for places that nobody
// was asked about: an ISO code only where one place is surely meant. Read when it is first needed,
// and anew when it changed; without it there is no code and all goes on as before. Thread-safe.
// Tests: tests/workers/loop/places_test.cc
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "flows/base/time.h"
#include "flows/knowledge/gazetteer.h"
#include "flows/model/tip.h"
#include "gateway/base/settings.h"

namespace tipline::workers {

constexpr Millis kPlacesAge{60'000};  // a file that was missing or old is looked for as often

class Places {
 public:
  // Both must outlive it. `pace`: what waiting is measured by.
  Places(const Settings& settings, const Clock& pace) : settings_(settings), pace_(pace) {}

  // Empty: nobody can tell. Places of the phone's country are preferred, else of the channel's.
  std::string CodeOf(const std::string& typed, const Tip& tip);

 private:
  std::shared_ptr<const flows::Gazetteer> Current();

  const Settings& settings_;
  const Clock& pace_;
  std::mutex mutex_;
  std::shared_ptr<const flows::Gazetteer> gazetteer_;  // guarded by mutex_
  std::filesystem::file_time_type written_{};          // guarded by mutex_; of what was read
  TimePoint look_at_{};                                // guarded by mutex_; when to look again
};

}  // namespace tipline::workers
