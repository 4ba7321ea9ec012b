// hiredis, wrapped; redis*.cc are the only files that know it. argv only (a caller's `%` is never a
// format); a connection that saw an I/O error or time-out is thrown away (stack.md §2.2). Two
// clients on one Reply type:
//   Redis       blocking, one thread at a time: worker, console, CLI, tests
//   AsyncRedis  pipelined, belongs to one worker loop of gateway/http (it is its Companion)
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/http/server.h"

struct redisReply;

namespace tipline::store {

using Command = std::vector<std::string>;

// A view of a reply; valid as long as the owner (OwnedReply, or the callback it is passed to). What
// is not there (an element past the end) reads as nil.
class Reply {
 public:
  explicit Reply(const redisReply* raw) : raw_(raw) {}
  bool nil() const;
  bool is_error() const;
  bool is_array() const;
  bool is_integer() const;
  std::string_view text() const;  // string, status or error text; empty for others
  int64_t integer() const;        // integer, or a string that is one; 0 otherwise
  size_t size() const;            // elements
  Reply operator[](size_t i) const;

 private:
  const redisReply* raw_;
};

// A reply that keeps itself; copies share it.
class OwnedReply {
 public:
  explicit OwnedReply(std::shared_ptr<redisReply> raw) : raw_(std::move(raw)), view_(raw_.get()) {}
  Reply view() const { return view_; }
  const Reply* operator->() const { return &view_; }

 private:
  std::shared_ptr<redisReply> raw_;
  Reply view_;
};

constexpr size_t kMaxSocketPath = 107;  // of sockaddr_un; hiredis would cut a longer one silently
constexpr size_t kMaxPending = 8192;    // commands of one AsyncRedis that await their reply
constexpr size_t kMaxPendingBytes = size_t{64} << 20;  // of those commands
constexpr Millis kReconnectFirst{50};                  // the wait doubles from here
constexpr Millis kReconnectLast{400};                  // to here; half of it is by chance each time

struct RedisOptions {
  std::string socket;  // unix socket path, at most kMaxSocketPath bytes
  std::string user;    // empty: no AUTH
  std::string password;
  std::string name;  // CLIENT SETNAME
  Millis connect_timeout{1000};
  Millis command_timeout{2000};
  // AsyncRedis only: it has become usable (true) or is no longer (false). On the loop's thread.
  std::function<void(bool)> on_change = nullptr;
};

// An error reply as Error: NOPERM, WRONGPASS, NOAUTH -> kDenied; LOADING, BUSY, READONLY, OOM,
// MISCONF, a missing function and the like -> kUnavailable; else kInternal. The message is Redis'
// own, without what it quotes of the command.
Error ErrorOf(const Reply& reply);

// Blocking. Connects lazily and again after an error. One thread at a time.
class Redis {
 public:
  explicit Redis(RedisOptions options);
  ~Redis();
  Redis(const Redis&) = delete;
  Redis& operator=(const Redis&) = delete;
  Redis(Redis&&) noexcept;
  Redis& operator=(Redis&&) noexcept;
  // Error replies come back as errors. kUnavailable: not connected, or the answer did not come in
  // time (then the command may or may not have run: only idempotent commands may be tried again).
  // `timeout` 0: command_timeout; for a blocking command (XREADGROUP BLOCK) it must be longer than
  // the command waits.
  Result<OwnedReply> Run(const Command& command, Millis timeout = Millis(0));
  // Pipelined: one reply each, in order; error replies stay in the list.
  Result<std::vector<OwnedReply>> RunAll(const std::vector<Command>& commands,
                                         Millis timeout = Millis(0));
  void Disconnect();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Pipelined, for one worker loop. Every callback runs exactly once, on the loop's thread, never
// inside Run: with the reply (error replies too: see Reply::is_error), or with kUnavailable on
// connection loss, after `command_timeout` (kept to a tick), when too many wait, or when this
// object goes. After kUnavailable the command may or may not have run. Callbacks may call Run; they
// must not destroy this object. Reconnects by itself with back-off and jitter.
class AsyncRedis final : public http::Companion {
 public:
  using Callback = std::function<void(Result<Reply>)>;
  explicit AsyncRedis(RedisOptions options);
  ~AsyncRedis() override;
  AsyncRedis(const AsyncRedis&) = delete;
  AsyncRedis& operator=(const AsyncRedis&) = delete;
  int fd() const override;
  void OnReady() override;
  void OnTick() override;
  void Flush() override;  // sends what Run was given since
  void Run(const Command& command, Callback done);
  bool connected() const;  // and through AUTH, and the server has loaded its data
  size_t pending() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tipline::store
