#include "gateway/webhooks/flow_cache.h"

namespace tipline::gateway {

BundlePtr FlowCache::Latest(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto it = latest_.find(name);
  return it == latest_.end() ? nullptr : it->second;
}

BundlePtr FlowCache::Get(const std::string& name, int64_t version) const {
  const std::lock_guard lock(mutex_);
  const auto it = bundles_.find({name, version});
  return it == bundles_.end() ? nullptr : it->second;
}

BundlePtr FlowCache::Put(flows::Bundle bundle) {
  auto shared = std::make_shared<const flows::Bundle>(std::move(bundle));
  const std::lock_guard lock(mutex_);
  bundles_[{shared->name(), shared->version()}] = shared;
  return shared;
}

BundlePtr FlowCache::PutLatest(flows::Bundle bundle) {
  BundlePtr shared = Put(std::move(bundle));
  const std::lock_guard lock(mutex_);
  latest_[shared->name()] = shared;
  return shared;
}

}  // namespace tipline::gateway
