// Delivery reports as a provider sends them: early, late, repeated, in the wrong order, by one id
// or the other, and about messages that nobody knows; put into the stream as the gateway does. What
// must come of them is written here apart from how the worker decides. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "flows/model/message.h"
#include "gateway/base/crypto.h"
#include "gateway/store/redis.h"
#include "tests/workers/proof/ledger.h"

namespace tipline::proof {

// What a message in that state is after a report.
std::string AfterLate(const std::string& state, DeliveryState reported);

class Reporter {
 public:
  Reporter(const KeyRing& keys, store::RedisOptions redis, int partitions, uint64_t seed);
  ~Reporter();
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;

  // Plans the reports of a message that was taken, if it has none yet. `by_id_only`: they may name
  // it by the provider's id alone before we know that.
  void OnTaken(const std::string& channel, const std::string& reference, Outcome outcome,
               bool by_id_only);
  // Puts it into the stream now.
  bool Send(const std::string& channel, const std::string& reference, DeliveryState state);

  // Reference -> how the message must end by its reports; nothing: none was sent.
  struct Told {
    std::string end;      // "delivered", "failed", "sent"
    std::string story;    // for people
    bool theirs = false;  // by the provider's id alone
  };
  std::map<std::string, Told> told() const;
  size_t waiting() const;                     // not in the stream yet
  size_t unknown() const;                     // about messages that nobody knows
  std::map<std::string, int> counts() const;  // story -> messages

 private:
  using Steady = std::chrono::steady_clock;
  struct Report {
    std::string channel, reference, provider_id;
    DeliveryState state = DeliveryState::kSent;
  };
  void Loop(const std::stop_token& stop);
  bool Append(const std::vector<Report>& reports);
  void Plan(Steady::time_point at, Report report);

  const KeyRing& keys_;
  const int partitions_;
  const uint64_t seed_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::multimap<Steady::time_point, Report> planned_;  // guarded by mutex_
  std::map<std::string, Told> told_;                   // guarded by mutex_
  std::map<std::string, int> counts_;                  // guarded by mutex_
  size_t unknown_ = 0, under_way_ = 0, number_ = 0;    // guarded by mutex_
  std::mutex redis_mutex_;
  store::Redis redis_;  // guarded by redis_mutex_
  std::jthread thread_;
};

}  // namespace tipline::proof
