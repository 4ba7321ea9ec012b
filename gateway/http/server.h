// The worker loop (design.md §4): each worker thread owns, in one epoll loop, its listening socket
// (SO_REUSEPORT), its clients and one Companion (its own pipelined Redis connection). A request is
// parsed, handled and answered on that one thread; no answer ever crosses threads, so none can
// reach a wrong connection. Only the server*.{h,cc} files know Pistache. Tests: tests/gateway/http.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/http/message.h"

namespace tipline::http {

constexpr Millis kHeaderTimeout{10'000};   // request line and headers, total from the first byte
constexpr Millis kBodyTimeout{30'000};     // the body, total
constexpr Millis kIdleTimeout{75'000};     // larger than nginx's 60 s, so that nginx closes first
constexpr Millis kDefaultDeadline{2'000};  // from the whole request to its answer
constexpr Millis kTick{100};               // how exactly time-outs and deadlines are kept
constexpr Millis kDrainLimit{15'000};      // SIGTERM to the end
// Of one worker: requests awaiting an answer (more: 503 + Retry-After); connections (more are
// closed at once).
constexpr int kMaxInFlight = 4096;
constexpr int kMaxConnections = 16'384;

// What a worker brings along beside its sockets: one readable fd that joins its epoll loop. One
// thread only.
class Companion {
 public:
  Companion() = default;
  Companion(const Companion&) = delete;
  Companion& operator=(const Companion&) = delete;
  virtual ~Companion() = default;
  virtual int fd() const = 0;
  virtual void OnReady() = 0;  // the fd is readable
  virtual void OnTick() = 0;   // every kTick: time-outs, reconnects
  virtual void Flush() {}      // the end of a turn of the loop: what was asked for in it goes out
};

class Exchange;  // one request awaiting its answer (server_exchange.h)

// The right to answer one request, once. Move-only; belongs to the worker's thread. Destroyed
// unanswered, it answers 500 with the fixed text. After the deadline the fallback has been sent and
// Send does nothing.
class Answer {
 public:
  explicit Answer(std::shared_ptr<Exchange> exchange);
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  Answer(Answer&&) noexcept;
  Answer& operator=(Answer&&) noexcept;
  ~Answer();
  void Send(Response response);
  // From now on; the fallback is sent when the time is over (default: 503 after kDefaultDeadline).
  void SetDeadline(Millis from_now, Response fallback);
  bool open() const;  // still unanswered, and the client is still there

 private:
  std::shared_ptr<Exchange> exchange_;
};

// One per worker, made on the worker's thread; may keep state without locks. An exception from
// OnRequest becomes the fixed 500 (if nothing was sent yet) and never its text. kept alive until
// the worker ends.
class Handler {
 public:
  Handler() = default;
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;
  virtual ~Handler() = default;
  virtual Companion* companion() { return nullptr; }
  virtual void OnRequest(Request request, Answer answer) = 0;
  // Asked about a request whose body is longer than kMaxBodyBytes, when its head is here: how long
  // it may be, kMostBodyBytes at the most. Any number of clients may send such at once, so more
  // than kMaxBodyBytes is for senders that the head proves. An exception is "no more".
  virtual size_t MaxBody(const Request& /*head*/) const { return kMaxBodyBytes; }
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  uint16_t port = 0;  // 0: the kernel chooses
  int threads = 2;
  int max_in_flight = kMaxInFlight;
  int max_connections = kMaxConnections;
  // Another server of the same user may hold the port too, as while a new version takes over from
  // an old one. Without it a port in use is kUnavailable.
  bool share_port = false;
  Millis header_timeout = kHeaderTimeout;  // shorter in tests only
  Millis body_timeout = kBodyTimeout;
  Millis idle_timeout = kIdleTimeout;
};

struct ServerCounts {  // sums over workers, for metrics; monotonic but the last two
  uint64_t requests = 0, refused = 0, timed_out = 0, overloaded = 0, aborted = 0;
  uint64_t in_flight = 0, connections = 0;
};

// Thread-safe. Start returns once every worker listens. kUnavailable: the port cannot be had.
class Server {
 public:
  virtual ~Server() = default;
  static Result<std::unique_ptr<Server>> Start(
      const ServerOptions& options, std::function<std::unique_ptr<Handler>(int worker)> make);
  virtual uint16_t port() const = 0;
  virtual bool draining() const = 0;
  virtual ServerCounts counts() const = 0;
  // Stops listening, answers all that was accepted (requests arriving on open connections are still
  // answered, with Connection: close), then ends the threads. Returns when done, at most `limit`
  // later.
  virtual void Drain(Millis limit = kDrainLimit) = 0;
};

}  // namespace tipline::http
