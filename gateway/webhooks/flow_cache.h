// Published flows, read from Redis once per version and shared by all workers. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "flows/engine/flow_set.h"

namespace tipline::gateway {

using BundlePtr = std::shared_ptr<const flows::Bundle>;

class FlowCache {
 public:
  BundlePtr Latest(const std::string& name) const;                // null: none published yet
  BundlePtr Get(const std::string& name, int64_t version) const;  // null: not read yet
  BundlePtr Put(flows::Bundle bundle);
  // This one is what new sessions get, whatever its number: Redis may have come back with less.
  BundlePtr PutLatest(flows::Bundle bundle);

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int64_t>, BundlePtr> bundles_;  // guarded by mutex_
  std::map<std::string, BundlePtr> latest_;                       // guarded by mutex_
};

}  // namespace tipline::gateway
