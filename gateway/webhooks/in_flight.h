// Turns being served right now in this process, by turn key: how a repeat that arrives while its
// first copy is still on the way is recognised in dialects without a turn number. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace tipline::gateway {

class InFlight {
 public:
  // Leaves the table when destroyed. Must not outlive the table.
  class Ticket {
   public:
    Ticket(InFlight* table, std::string key, bool concurrent)
        : table_(table), key_(std::move(key)), concurrent_(concurrent) {}
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() { table_->Leave(key_); }
    bool concurrent() const { return concurrent_; }  // another copy was already being served

   private:
    InFlight* table_;
    std::string key_;
    bool concurrent_;
  };

  std::unique_ptr<Ticket> Enter(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const bool concurrent = counts_[key]++ > 0;
    return std::make_unique<Ticket>(this, key, concurrent);
  }

 private:
  void Leave(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto it = counts_.find(key);
    if (it != counts_.end() && --it->second == 0) counts_.erase(it);
  }

  std::mutex mutex_;
  std::unordered_map<std::string, int> counts_;  // guarded by mutex_
};

}  // namespace tipline::gateway
