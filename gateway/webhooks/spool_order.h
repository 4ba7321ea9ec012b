// Whose messages wait in the spool: a later SMS of theirs has to wait behind them, or it would be
// taken for the answer to a question that they have not seen. Knows them by their sequence in the
// spool, so whatever becomes of an entry there, nobody waits for it longer. Thread-safe; in memory.
// Tests: tests/gateway/webhooks/spool_order_test.cc
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "gateway/store/spool.h"

namespace tipline::gateway {

class SpoolOrder {
 public:
  // `spool` must outlive this object. Nobody knows whose entries an earlier process left, so
  // everybody waits until they are done.
  explicit SpoolOrder(store::Spool& spool) : spool_(spool), first_new_(spool.next()) {}

  bool MustWait(const std::string& pseudonym) const;
  // Keeps the entry in the spool. Who asks meanwhile waits for it already.
  Status Append(const std::string& pseudonym, const store::SpoolEntry& entry);

 private:
  struct Place {
    int entering = 0;   // appends that are under way
    uint64_t last = 0;  // sequence of the newest one
  };
  void Sweep();  // drops whose messages are out of the spool; mutex held

  store::Spool& spool_;
  const uint64_t first_new_;
  mutable std::mutex mutex_;
  std::map<std::string, Place> places_;  // guarded by mutex_
  size_t sweep_at_ = 1024;               // guarded by mutex_
};

}  // namespace tipline::gateway
