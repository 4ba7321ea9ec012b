// A provider's send API for tests: a small HTTP server on loopback that records requests and
// answers as it is told. One thread of its own; all functions are thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tipline::testing {

struct FakeRequest {
  std::string method;
  std::string target;
  std::string head;  // request line and headers as they came
  std::string body;
  // When its last byte reached this machine, as the kernel has it: however late it was read.
  std::chrono::system_clock::time_point at{};
};

struct FakeAnswer {
  int status = 200;
  std::string body = "{}";
  std::vector<std::pair<std::string, std::string>> headers;
  bool hang = false;                   // takes the request and never answers
  bool drop = false;                   // takes the request and closes the connection
  std::chrono::milliseconds delay{0};  // answers so much later; others are served meanwhile
  bool half = false;                   // sends half of the answer and closes the connection
};

class FakeProvider {
 public:
  FakeProvider();
  ~FakeProvider();
  FakeProvider(const FakeProvider&) = delete;
  FakeProvider& operator=(const FakeProvider&) = delete;

  std::string url() const;  // "http://127.0.0.1:PORT"
  // What to do with a request; runs on the server's thread. Default: 200 and {}.
  void Script(std::function<FakeAnswer(const FakeRequest&)> script);
  // The answers to the next requests, in order; after them the script again.
  void Next(std::vector<FakeAnswer> answers);
  std::vector<FakeRequest> requests() const;
  size_t count() const;
  bool WaitFor(size_t requests, std::chrono::milliseconds limit = std::chrono::seconds(20)) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tipline::testing
