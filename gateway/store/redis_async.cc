// AsyncRedis of redis.h.
#include <algorithm>
#include <deque>
#include <random>
#include <utility>

#include <fcntl.h>
#include <hiredis/async.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "gateway/store/redis_wire.h"

namespace tipline::store {
namespace {

using SteadyClock = std::chrono::steady_clock;

}  // namespace

struct AsyncRedis::State {
  // Replies come in the order of the commands, so the first in line is the one a reply belongs to
  // and the first to time out.
  struct Pending {
    SteadyClock::time_point deadline;
    size_t bytes = 0;
    Callback done;
  };

  explicit State(RedisOptions o);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void Connect();
  void Greet();
  void SetReady(bool now);
  void Retire();  // the connection is gone: no more commands on it, the next one after the back-off
  void Drop(std::string reason);
  void Refuse(Callback done, const char* reason = "");  // later, from OnReady
  void AnswerRefused();
  void OnReply(const redisReply* reply);
  void OnGreeted(const redisReply* reply, bool last);
  void Interest(uint32_t wanted);
  static void Call(const Callback& done, const Result<Reply>& result);
  static State& Of(void* data) { return *static_cast<State*>(data); }

  const RedisOptions options;
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  const int wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);  // readable while `refused` has any
  redisAsyncContext* context = nullptr;  // freed by hiredis; null from its first sign of an end
  int connection = -1;                   // its fd, while it is in `epoll`
  uint32_t events = 0;
  bool wants_write = false;
  bool ready = false;    // through the greeting
  bool closing = false;  // in the destructor
  std::deque<Pending> pending;
  size_t pending_bytes = 0;
  std::deque<std::pair<Callback, Error>> refused;
  std::string why = "not connected";
  Millis backoff = kReconnectFirst;
  SteadyClock::time_point next_try{}, connect_deadline{};
  std::minstd_rand chance{std::random_device{}()};
};

AsyncRedis::State::State(RedisOptions o) : options(std::move(o)) {
  IgnoreSigpipe();
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event);
  Connect();
}

AsyncRedis::State::~State() {
  closing = true;
  Drop("closed");
  AnswerRefused();
  ::close(wake);
  ::close(epoll);
}

// A callback's exception must not pass through hiredis, which is C. What the callback held is
// released with it.
void AsyncRedis::State::Call(const Callback& done, const Result<Reply>& result) {
  try {
    done(result);
  } catch (...) {  // NOLINT(bugprone-empty-catch)
  }
}

void AsyncRedis::State::Interest(uint32_t wanted) {
  if (connection < 0 || wanted == events) return;
  epoll_event event{};
  event.events = wanted;
  event.data.fd = connection;
  ::epoll_ctl(epoll, EPOLL_CTL_MOD, connection, &event);
  events = wanted;
}

void AsyncRedis::State::Connect() {
  connect_deadline = SteadyClock::now() + options.connect_timeout;
  if (options.socket.size() > kMaxSocketPath) {
    why = PathTooLong().message;
    return Retire();
  }
  redisAsyncContext* fresh = redisAsyncConnectUnix(options.socket.c_str());
  if (fresh == nullptr || fresh->err != 0) {
    why = std::string("cannot connect: ") + (fresh == nullptr ? "no memory" : fresh->errstr);
    if (fresh != nullptr) redisAsyncFree(fresh);
    return Retire();
  }
  context = fresh;
  connection = fresh->c.fd;
  ::fcntl(connection, F_SETFD, FD_CLOEXEC);
  events = 0;
  wants_write = false;
  epoll_event event{};
  event.data.fd = connection;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, connection, &event);
  fresh->ev.data = this;
  fresh->ev.addRead = [](void* s) { Of(s).Interest(Of(s).events | EPOLLIN); };
  fresh->ev.delRead = [](void* s) {
    Of(s).Interest(Of(s).events & ~static_cast<uint32_t>(EPOLLIN));
  };
  // Written by Flush, all of a turn in one go; epoll is asked only when the socket has no room.
  fresh->ev.addWrite = [](void* s) { Of(s).wants_write = true; };
  fresh->ev.delWrite = [](void* s) {
    Of(s).wants_write = false;
    Of(s).Interest(Of(s).events & ~static_cast<uint32_t>(EPOLLOUT));
  };
  // Always called before hiredis frees the context and closes the fd.
  fresh->ev.cleanup = [](void* s) {
    Of(s).Retire();
    ::epoll_ctl(Of(s).epoll, EPOLL_CTL_DEL, Of(s).connection, nullptr);
    Of(s).connection = -1;
  };
  Greet();
}

void AsyncRedis::State::Greet() {
  const auto commands = Greeting(options);
  for (size_t i = 0; i < commands.size(); ++i) {
    const auto step = [](redisAsyncContext*, void* reply, void* s) {
      Of(s).OnGreeted(static_cast<const redisReply*>(reply), false);
    };
    const auto end = [](redisAsyncContext*, void* reply, void* s) {
      Of(s).OnGreeted(static_cast<const redisReply*>(reply), true);
    };
    const std::string wire = Formatted(commands[i]);
    redisAsyncFormattedCommand(context,
                               i + 1 < commands.size() ? step : static_cast<redisCallbackFn*>(end),
                               this, wire.data(), wire.size());
  }
}

void AsyncRedis::State::OnGreeted(const redisReply* reply, bool last) {
  if (reply == nullptr) return Retire();
  if (Reply(reply).is_error()) {
    why = ErrorOf(Reply(reply)).message;
    redisAsyncContext* refused_by = context;
    Retire();
    if (refused_by != nullptr)
      redisAsyncFree(refused_by);  // inside a callback: takes place when it returns
    return;
  }
  if (!last || context == nullptr) return;
  SetReady(true);
  backoff = kReconnectFirst;
}

void AsyncRedis::State::SetReady(bool now) {
  if (ready == now) return;
  ready = now;
  if (options.on_change) options.on_change(now);
}

void AsyncRedis::State::Retire() {
  if (context != nullptr && context->err != 0)
    why = std::string("connection lost: ") + context->errstr;
  if (context == nullptr && next_try > SteadyClock::now()) return;  // seen already
  context = nullptr;
  SetReady(false);
  const auto half = backoff.count() / 2;
  next_try =
      SteadyClock::now() + Millis(half + std::uniform_int_distribution<int64_t>(0, half)(chance));
  backoff = std::min(backoff * 2, kReconnectLast);
}

void AsyncRedis::State::Drop(std::string reason) {
  redisAsyncContext* dropped = context;
  if (dropped == nullptr) return;
  Retire();
  why = std::move(reason);
  redisAsyncFree(dropped);  // runs every callback that waits, without a reply
}

void AsyncRedis::State::Refuse(Callback done, const char* reason) {
  refused.emplace_back(std::move(done), Unavailable("redis: " + (*reason == '\0' ? why : reason)));
  const uint64_t one = 1;
  static_cast<void>(!::write(wake, &one, sizeof one));
}

void AsyncRedis::State::AnswerRefused() {
  uint64_t count = 0;
  static_cast<void>(!::read(wake, &count, sizeof count));
  decltype(refused) now;
  now.swap(refused);  // what these callbacks ask for anew waits for the next round
  for (const auto& [done, error] : now)
    Call(done, error);
}

void AsyncRedis::State::OnReply(const redisReply* reply) {
  if (reply == nullptr) Retire();
  if (pending.empty()) return;
  const Callback done = std::move(pending.front().done);
  pending_bytes -= pending.front().bytes;
  pending.pop_front();
  if (reply == nullptr) return Call(done, Unavailable("redis: " + why));
  Call(done, Reply(reply));
}

AsyncRedis::AsyncRedis(RedisOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}
AsyncRedis::~AsyncRedis() = default;
int AsyncRedis::fd() const {
  return state_->epoll;
}
bool AsyncRedis::connected() const {
  return state_->ready;
}
size_t AsyncRedis::pending() const {
  return state_->pending.size() + state_->refused.size();
}

void AsyncRedis::Run(const Command& command, Callback done) {
  State& s = *state_;
  if (s.closing) return State::Call(done, Unavailable("redis: closed"));
  const size_t bytes = Bytes(command);
  if (s.pending.size() >= kMaxPending || s.pending_bytes + bytes > kMaxPendingBytes)
    return s.Refuse(std::move(done), "too many commands wait");
  if (s.context == nullptr) return s.Refuse(std::move(done));
  const std::string wire = Formatted(command);
  const auto on_reply = [](redisAsyncContext*, void* reply, void* state) {
    State::Of(state).OnReply(static_cast<const redisReply*>(reply));
  };
  if (redisAsyncFormattedCommand(s.context, on_reply, &s, wire.data(), wire.size()) != REDIS_OK)
    return s.Refuse(std::move(done));
  s.pending.push_back({SteadyClock::now() + s.options.command_timeout, bytes, std::move(done)});
  s.pending_bytes += bytes;
}

void AsyncRedis::OnReady() {
  State& s = *state_;
  epoll_event events[2];
  const int count = ::epoll_wait(s.epoll, events, 2, 0);
  for (int i = 0; i < count; ++i) {
    if (events[i].data.fd == s.wake) {
      s.AnswerRefused();
      continue;
    }
    // Each step may end the connection, and with it `context`.
    if ((events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && s.context != nullptr)
      redisAsyncHandleRead(s.context);
    if ((events[i].events & EPOLLOUT) != 0 && s.context != nullptr)
      redisAsyncHandleWrite(s.context);
  }
}

void AsyncRedis::Flush() {
  State& s = *state_;
  if (s.context == nullptr || !s.wants_write) return;
  redisAsyncHandleWrite(s.context);  // may end the connection
  if (s.context != nullptr && s.wants_write) s.Interest(s.events | EPOLLOUT);
}

void AsyncRedis::OnTick() {
  State& s = *state_;
  const auto now = SteadyClock::now();
  const auto overdue = [&] { return !s.pending.empty() && s.pending.front().deadline <= now; };
  // On a busy loop the answer may lie in the socket already: only a silent server is given up.
  for (size_t before = 0; overdue() && s.pending.size() != before;) {
    before = s.pending.size();
    OnReady();
  }
  const bool late = overdue();
  if (s.context != nullptr && (late || (!s.ready && s.connect_deadline <= now)))
    s.Drop("no answer in time");
  if (s.context == nullptr && s.connection < 0 && s.next_try <= now) s.Connect();
}

}  // namespace tipline::store
