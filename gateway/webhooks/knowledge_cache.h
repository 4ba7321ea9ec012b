// What flows can look up, read from Redis when it is published anew and shared by all workers.
// Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "flows/knowledge/knowledge.h"

namespace tipline::gateway {

using KnowledgePtr = std::shared_ptr<const flows::Knowledge>;

class KnowledgeCache {
 public:
  KnowledgePtr Now() const {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  std::string HashOf(const std::string& source) const {
    const std::lock_guard lock(mutex_);
    const auto found = hashes_.find(source);
    return found == hashes_.end() ? std::string() : found->second;
  }
  void Put(const std::string& source, std::string hash, std::shared_ptr<const flows::Source> data) {
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<flows::Knowledge>(*now_);
    if (data != nullptr) next->Put(source, std::move(data));
    now_ = std::move(next);
    hashes_.insert_or_assign(source, std::move(hash));
  }
  void Remove(const std::string& source, std::string hash) {
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<flows::Knowledge>(*now_);
    next->Put(source, nullptr);
    now_ = std::move(next);
    hashes_.insert_or_assign(source, std::move(hash));
  }

 private:
  mutable std::mutex mutex_;
  KnowledgePtr now_ = std::make_shared<flows::Knowledge>();  // guarded by mutex_
  std::map<std::string, std::string> hashes_;  // guarded by mutex_; also of unreadable
};

}  // namespace tipline::gateway
