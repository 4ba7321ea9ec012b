// The provider of the outbound proof: fails one request in five in every documented way
// (providers.md §1.3), in a way that follows from the seed, the reference and how often it was
// asked for; can be down for a while; and keeps a book. On loopback. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "tests/support/fake_provider.h"
#include "tests/workers/proof/ledger.h"
#include "tests/workers/proof/rate_judge.h"

namespace tipline::proof {

struct MoodOptions {
  uint64_t seed = 1;
  // A provider that never says whether it took a message, and never takes it, delivers nothing: so
  // often that the sender may believe it, but not more often.
  int most_maybe = 1;
};

uint64_t ChanceOf(const std::string& text);  // the same in every run

class MoodyNetwork {
 public:
  explicit MoodyNetwork(const MoodOptions& options);
  std::string url() const { return api_.url(); }  // a channel's is below it, by its id

  // References whose message can never be delivered, and numbers that want no messages.
  bool IsRefused(const std::string& reference) const;
  bool IsOptedOut(const std::string& number) const;

  // Its id of a message: by the reference, so that a repeat gets the same.
  static std::string IdOf(const std::string& channel, const std::string& reference);

  // `status` to every request of the channel; 0: as ever.
  void Break(const std::string& channel, int status);

  // Called at each request that was taken, before it is answered, on the provider's own thread.
  using Taken = std::function<void(const std::string& channel, const std::string& reference,
                                   Outcome outcome)>;
  void OnTaken(Taken taken);

  struct Seen {
    Ledger ledger;
    std::map<std::string, int> trouble;
    std::map<std::string, std::vector<Time>> came;  // channel -> every request
    std::map<std::string, std::vector<Pause>> pauses;
    int64_t requests = 0;
  };
  Seen seen() const;
  int64_t requests() const;
  size_t references() const;  // that were asked for
  // Until so many requests came, or so many were refused by a Break; false: the time was over.
  bool WaitFor(int64_t requests, std::chrono::milliseconds limit) const;
  bool WaitForRefused(int64_t refused, std::chrono::milliseconds limit) const;
  int64_t refused() const;

 private:
  testing::FakeAnswer Decide(const testing::FakeRequest& request);
  testing::FakeAnswer Answer(const std::string& channel, const std::string& reference,
                             const std::string& number, Ask& ask);
  testing::FakeAnswer Moody(const std::string& channel, const std::string& reference,
                            uint64_t chance, Ask& ask);
  testing::FakeAnswer Limit(const std::string& channel, bool told, const Ask& ask);

  const MoodOptions options_;
  Taken on_taken_;  // set before the first request
  mutable std::mutex mutex_;
  mutable std::condition_variable came_;
  Seen seen_;                          // guarded by mutex_
  std::map<std::string, int> maybe_;   // guarded by mutex_; outcomes kMaybe, by reference
  std::map<std::string, int> broken_;  // guarded by mutex_
  int64_t refused_ = 0;                // guarded by mutex_; by Break
  testing::FakeProvider api_;          // last: its thread ends first
};

}  // namespace tipline::proof
