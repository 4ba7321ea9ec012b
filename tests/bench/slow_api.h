// A provider's send API on loopback that takes its time: every request is answered with 200 and {}
// after the same delay, however many are under way. A thread of its own; thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace tipline::bench {

class SlowApi {
 public:
  // `seen` gets the body of each request on the API's thread, as soon as it is whole.
  explicit SlowApi(std::chrono::milliseconds delay,
                   std::function<void(const std::string& body)> seen = {});
  ~SlowApi();
  SlowApi(const SlowApi&) = delete;
  SlowApi& operator=(const SlowApi&) = delete;
  std::string url() const;  // "http://127.0.0.1:PORT"
  size_t count() const;     // requests so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tipline::bench
