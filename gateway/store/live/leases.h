// Which partitions this consumer may work on: one active consumer per partition, the rest shared
// out evenly among all consumers that are alive. A lease is renewed by Keep; who stops calling it
// loses all after `ttl`.
//   tl:{pNN}:lease   string: token of the one active consumer; expires
//   tl:consumers     zset: token -> when it was last seen (UTC ms)
// A lease is a promise, not a lock: a consumer that slept over its end does not know. Results must
// be written conditionally (by tip id). One thread at a time. Tests:
// tests/gateway/store/live/leases_test.cc.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/store/redis.h"

namespace tipline::store {

constexpr Millis kLeaseTtl{10'000};

struct Lease {
  int partition = 0;
  int64_t epoch = 0;  // differs each time that the partition is taken
};

class Leases {
 public:
  // `redis` must outlive this object. `consumer`: a stable name, e.g. host and slot; a random part
  // is added to it.
  Leases(Redis& redis, int partitions, const std::string& consumer, Millis ttl = kLeaseTtl);

  // Renews what is held, gives back what is more than a fair share and takes free partitions up to
  // it. Call at least every `ttl` / 3. Returns what is held now, by partition. On an error nothing
  // may be assumed to be held.
  Result<std::vector<Lease>> Keep();
  Status Release();  // gives back everything, at the end: the next consumer need not wait
  const std::string& token() const { return token_; }

 private:
  Result<int> FairShare();
  Status Renew();
  Status GiveBack(size_t keep);
  Status TakeFree(size_t up_to);

  Redis& redis_;
  const int partitions_;
  const std::string token_;
  const Millis ttl_;
  std::map<int, int64_t> held_;  // partition -> epoch
  int64_t epochs_ = 0;
  int next_ = 0;  // where to look for a free partition first
};

}  // namespace tipline::store
