#include "gateway/webhooks/spool_order.h"

#include <algorithm>

namespace tipline::gateway {

bool SpoolOrder::MustWait(const std::string& pseudonym) const {
  const uint64_t head = spool_.head();
  if (head < first_new_) return true;
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(pseudonym);
  return found != places_.end() && (found->second.entering > 0 || found->second.last >= head);
}

Status SpoolOrder::Append(const std::string& pseudonym, const store::SpoolEntry& entry) {
  {
    const std::lock_guard lock(mutex_);
    if (places_.size() >= sweep_at_) Sweep();
    ++places_[pseudonym].entering;
  }
  const auto sequence = spool_.Append(entry);
  const std::lock_guard lock(mutex_);
  Place& place = places_[pseudonym];
  --place.entering;
  if (!sequence) return sequence.error();
  place.last = std::max(place.last, *sequence);
  return Unit{};
}

// Twice as many as are left may come before it is worth looking again.
void SpoolOrder::Sweep() {
  const uint64_t head = spool_.head();
  std::erase_if(places_, [head](const auto& one) {
    return one.second.entering == 0 && one.second.last < head;
  });
  sweep_at_ = std::max<size_t>(1024, places_.size() * 2);
}

}  // namespace tipline::gateway
