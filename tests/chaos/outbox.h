// The send APIs of all four providers in one: takes what Tipline sends, answers as the fault of the
// moment says, keeps a record of every request, and hands texts to the phones that wait for them.
// All functions are thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/chaos/ledger.h"
#include "tests/support/fake_provider.h"

namespace tipline::chaos {

class Outbox {
 public:
  enum class Mode { kTakes, k429, k500, kHangs, kHalf };

  // `now`: milliseconds since the load began; called on the servers' threads.
  explicit Outbox(std::function<long long()> now);
  std::map<std::string, std::string> urls() const;  // channel -> api_url

  // `retry_after`: of 429, in seconds.
  void Behave(Mode mode, long long retry_after = 1);
  struct Text {
    std::string number, text;
  };
  // The next text to one of the numbers that was not handed out yet, in the order in which they
  // came.
  std::optional<Text> Next(const std::vector<std::string>& numbers,
                           std::chrono::milliseconds limit);
  size_t count() const;
  std::vector<Sent> sent() const;

 private:
  testing::FakeAnswer Take(const std::string& channel, const testing::FakeRequest& request);
  testing::FakeAnswer AnswerOf(Mode mode, const std::string& channel, Sent& sent) const;

  const std::function<long long()> now_;
  mutable std::mutex mutex_;  // of what follows
  std::condition_variable came_;
  Mode mode_ = Mode::kTakes;
  long long retry_after_ = 1;
  std::vector<Sent> sent_;
  std::multimap<std::string, std::string> waiting_;  // number -> text; in the order of coming
  std::map<std::string, std::unique_ptr<testing::FakeProvider>> servers_;  // last: their threads
};

}  // namespace tipline::chaos
