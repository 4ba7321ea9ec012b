// Whose messages wait in the spool: a later SMS of theirs has to wait behind them, or it would be
// taken for the answer to a question that they have not seen. Thread-safe; in memory. Tests:
// tests/gateway/webhooks/spool_order_test.cc
#pragma once

#include <map>
#include <mutex>
#include <string>

namespace tipline::gateway {

class SpoolOrder {
 public:
  // `before`: entries that an earlier process left. Nobody knows yet whose they are, so everybody
  // waits until they are done.
  explicit SpoolOrder(size_t before) : before_(before) {}

  bool MustWait(const std::string& pseudonym) const {
    const std::lock_guard lock(mutex_);
    return before_ > 0 || counts_.contains(pseudonym);
  }
  // Before the append; Done if it fails, or when the entry was replayed.
  void Add(const std::string& pseudonym) {
    const std::lock_guard lock(mutex_);
    ++counts_[pseudonym];
  }
  void Done(const std::string& pseudonym) {
    const std::lock_guard lock(mutex_);
    const auto it = counts_.find(pseudonym);
    if (it != counts_.end() && --it->second == 0) counts_.erase(it);
  }
  // The first in line was replayed. Entries come out in the order in which they went in.
  void Replayed(const std::string& pseudonym) {
    {
      const std::lock_guard lock(mutex_);
      if (before_ > 0) {
        --before_;
        return;
      }
    }
    Done(pseudonym);
  }

 private:
  mutable std::mutex mutex_;
  size_t before_;                      // guarded by mutex_
  std::map<std::string, int> counts_;  // guarded by mutex_
};

}  // namespace tipline::gateway
