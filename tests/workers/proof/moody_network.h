// The provider of the outbound proof: takes each reference once, and fails one request in five, in
// a way that follows from the reference and from how often it was asked for. On loopback.
// Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "tests/support/fake_provider.h"

namespace tipline::proof {

// Registers the provider "moody" (once): POST {api_url}, body "<reference> <number>".
void RegisterMoody();

class MoodyNetwork {
 public:
  using Clock = std::chrono::system_clock;

  MoodyNetwork();
  std::string UrlOf(const std::string& channel) const { return api_.url() + "/" + channel; }

  // References whose message can never be delivered, and numbers that want no messages.
  static bool IsRefused(const std::string& reference);
  static bool IsOptedOut(const std::string& number);

  // Every request of the channel is answered 401 while it is broken.
  void Break(const std::string& channel, bool broken);

  struct Seen {
    std::map<std::string, int> taken;  // reference -> requests that found it taken or took it
    std::map<std::string, int> trouble;
    std::map<std::string, std::vector<Clock::time_point>> came;  // channel -> every request
    std::map<std::string, std::vector<std::pair<Clock::time_point, Clock::time_point>>> pauses;
    int64_t requests = 0, repeats = 0;
  };
  Seen seen() const;
  int64_t requests() const;

 private:
  testing::FakeAnswer Decide(const testing::FakeRequest& request);
  testing::FakeAnswer Moody(const std::string& channel, const std::string& reference,
                            uint64_t chance);
  void Take(const std::string& reference);

  mutable std::mutex mutex_;
  Seen seen_;                          // guarded by mutex_
  std::map<std::string, int> asked_;   // guarded by mutex_
  std::map<std::string, int> unsure_;  // guarded by mutex_; outcomes that say nothing, by reference
  std::set<std::string> broken_;       // guarded by mutex_
  testing::FakeProvider api_;          // last: its thread ends first
};

}  // namespace tipline::proof
