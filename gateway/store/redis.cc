#include "gateway/store/redis.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <deque>
#include <random>
#include <utility>

#include <fcntl.h>
#include <hiredis/async.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/time.h>
#include <unistd.h>

namespace tipline::store {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Of one write: larger batches make Redis buffer replies (stack.md §2.3).
constexpr size_t kPipelineCommands = 500;
constexpr size_t kPipelineBytes = size_t{1} << 20;
constexpr size_t kErrorText = 200;

timeval ToTimeval(Millis time) {
  return {static_cast<time_t>(time.count() / 1000),
          static_cast<suseconds_t>(time.count() % 1000 * 1000)};
}

// hiredis writes with write(2), which kills the process when Redis is gone (stack.md §2.2).
void IgnoreSigpipe() {
  static const bool once = [] {
    struct sigaction now {};
    if (sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL)
      std::signal(SIGPIPE, SIG_IGN);
    return true;
  }();
  static_cast<void>(once);
}

size_t Bytes(const Command& command) {
  size_t bytes = 0;
  for (const std::string& argument : command)
    bytes += argument.size();
  return bytes;
}

// A command as hiredis wants it. Borrows from the command.
struct Arguments {
  explicit Arguments(const Command& command) {
    for (const std::string& argument : command) {
      texts.push_back(argument.data());
      sizes.push_back(argument.size());
    }
  }
  int count() const { return static_cast<int>(texts.size()); }
  std::vector<const char*> texts;
  std::vector<size_t> sizes;
};

std::vector<Command> Greeting(const RedisOptions& options) {
  std::vector<Command> commands;
  if (!options.user.empty()) commands.push_back({"AUTH", options.user, options.password});
  if (!options.name.empty()) commands.push_back({"CLIENT", "SETNAME", options.name});
  commands.push_back({"PING"});  // refused while the server still loads its data
  return commands;
}

Error PathTooLong() {
  return Invalid("redis: the socket path is longer than " + std::to_string(kMaxSocketPath) +
                 " bytes");
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

Code CodeOf(std::string_view text) {
  const std::string_view word = text.substr(0, text.find(' '));
  for (const char* denied : {"NOPERM", "WRONGPASS", "NOAUTH"})
    if (word == denied) return Code::kDenied;
  for (const char* later : {"LOADING", "BUSY", "READONLY", "OOM", "MISCONF", "MASTERDOWN",
                            "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN", "UNKILLABLE"})
    if (word == later) return Code::kUnavailable;
  if (Contains(text, "The user executing the script"))
    return Code::kDenied;  // ACL, inside a function
  if (Contains(text, "Function not found") || Contains(text, "max number of clients"))
    return Code::kUnavailable;
  return Code::kInternal;
}

}  // namespace

bool Reply::nil() const {
  return raw_ == nullptr || raw_->type == REDIS_REPLY_NIL;
}
bool Reply::is_error() const {
  return raw_ != nullptr && raw_->type == REDIS_REPLY_ERROR;
}
bool Reply::is_array() const {
  return raw_ != nullptr && raw_->type == REDIS_REPLY_ARRAY;
}

std::string_view Reply::text() const {
  if (raw_ == nullptr || raw_->str == nullptr) return {};
  switch (raw_->type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_ERROR:
      return {raw_->str, raw_->len};
    default:
      return {};
  }
}

int64_t Reply::integer() const {
  if (raw_ != nullptr && raw_->type == REDIS_REPLY_INTEGER) return raw_->integer;
  const std::string_view digits = text();
  int64_t number = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return failure == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

size_t Reply::size() const {
  return is_array() ? raw_->elements : 0;
}

Reply Reply::operator[](size_t i) const {
  return Reply(i < size() ? raw_->element[i] : nullptr);
}

Error ErrorOf(const Reply& reply) {
  std::string_view text = reply.text();
  const Code code = CodeOf(text);
  // "... with args beginning with: 'SET' 'key' ..." quotes what was sent.
  text = text.substr(0, text.find(", with args beginning"));
  return {code, "redis: " + std::string(text.substr(0, kErrorText))};
}

// ---- blocking

struct Redis::State {
  explicit State(RedisOptions o) : options(std::move(o)), timeout(options.command_timeout) {}

  Status Connect();
  Status Send(const Command& command);
  Result<OwnedReply> Receive();
  Status Use(Millis wanted);
  Error Lost(const char* doing);
  // Closed by the server while nothing was asked, or something unasked came: not a connection to go
  // on with.
  bool Stale() const {
    pollfd look{context->fd, POLLIN, 0};
    return ::poll(&look, 1, 0) != 0;
  }

  RedisOptions options;
  std::unique_ptr<redisContext, decltype(&redisFree)> context{nullptr, &redisFree};
  Millis timeout;  // set on `context`
};

Error Redis::State::Lost(const char* doing) {
  const std::string why = context ? context->errstr : "no memory";
  context.reset();
  return Unavailable(std::string("redis: ") + doing + ": " + why);
}

Status Redis::State::Connect() {
  if (context && !Stale()) return Unit{};
  context.reset();
  if (options.socket.size() > kMaxSocketPath) return PathTooLong();
  context.reset(
      redisConnectUnixWithTimeout(options.socket.c_str(), ToTimeval(options.connect_timeout)));
  if (!context || context->err != 0) return Lost("cannot connect");
  ::fcntl(context->fd, F_SETFD, FD_CLOEXEC);
  timeout = options.command_timeout;
  if (redisSetTimeout(context.get(), ToTimeval(timeout)) != REDIS_OK)
    return Lost("cannot set a time-out");
  for (const Command& command : Greeting(options)) {
    TRY(Send(command));
    TRY_ASSIGN(const OwnedReply reply, Receive());
    if (!reply->is_error()) continue;
    context.reset();
    return ErrorOf(reply.view());
  }
  return Unit{};
}

Status Redis::State::Send(const Command& command) {
  Arguments arguments(command);
  if (redisAppendCommandArgv(context.get(), arguments.count(), arguments.texts.data(),
                             arguments.sizes.data()) != REDIS_OK)
    return Lost("cannot send");
  return Unit{};
}

Result<OwnedReply> Redis::State::Receive() {
  void* raw = nullptr;
  if (redisGetReply(context.get(), &raw) != REDIS_OK || raw == nullptr) return Lost("no answer");
  return OwnedReply(std::shared_ptr<redisReply>(static_cast<redisReply*>(raw), &freeReplyObject));
}

Status Redis::State::Use(Millis wanted) {
  const Millis use = wanted.count() > 0 ? wanted : options.command_timeout;
  if (use == timeout) return Unit{};
  if (redisSetTimeout(context.get(), ToTimeval(use)) != REDIS_OK)
    return Lost("cannot set a time-out");
  timeout = use;
  return Unit{};
}

Redis::Redis(RedisOptions options) : state_(std::make_unique<State>(std::move(options))) {
  IgnoreSigpipe();
}
Redis::~Redis() = default;
Redis::Redis(Redis&&) noexcept = default;
Redis& Redis::operator=(Redis&&) noexcept = default;

void Redis::Disconnect() {
  state_->context.reset();
}

Result<OwnedReply> Redis::Run(const Command& command, Millis timeout) {
  TRY(state_->Connect());
  TRY(state_->Use(timeout));
  TRY(state_->Send(command));
  auto reply = state_->Receive();
  if (reply && (*reply)->is_error()) return ErrorOf(reply->view());
  return reply;
}

Result<std::vector<OwnedReply>> Redis::RunAll(const std::vector<Command>& commands,
                                              Millis timeout) {
  std::vector<OwnedReply> replies;
  replies.reserve(commands.size());
  if (commands.empty()) return replies;
  TRY(state_->Connect());
  TRY(state_->Use(timeout));
  size_t sent = 0;
  while (sent < commands.size()) {
    size_t bytes = 0;
    const size_t first = sent;
    while (sent < commands.size() && sent - first < kPipelineCommands && bytes < kPipelineBytes) {
      TRY(state_->Send(commands[sent]));
      bytes += Bytes(commands[sent++]);
    }
    for (size_t i = first; i < sent; ++i) {
      TRY_ASSIGN(OwnedReply reply, state_->Receive());
      replies.push_back(std::move(reply));
    }
  }
  return replies;
}

// ---- pipelined

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
  epoll_event event{};
  event.data.fd = connection;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, connection, &event);
  fresh->ev.data = this;
  fresh->ev.addRead = [](void* s) { Of(s).Interest(Of(s).events | EPOLLIN); };
  fresh->ev.delRead = [](void* s) {
    Of(s).Interest(Of(s).events & ~static_cast<uint32_t>(EPOLLIN));
  };
  fresh->ev.addWrite = [](void* s) { Of(s).Interest(Of(s).events | EPOLLOUT); };
  fresh->ev.delWrite = [](void* s) {
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
    Arguments arguments(commands[i]);
    redisAsyncCommandArgv(context,
                          i + 1 < commands.size() ? step : static_cast<redisCallbackFn*>(end), this,
                          arguments.count(), arguments.texts.data(), arguments.sizes.data());
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
  Arguments arguments(command);
  const auto on_reply = [](redisAsyncContext*, void* reply, void* state) {
    State::Of(state).OnReply(static_cast<const redisReply*>(reply));
  };
  if (redisAsyncCommandArgv(s.context, on_reply, &s, arguments.count(), arguments.texts.data(),
                            arguments.sizes.data()) != REDIS_OK)
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

void AsyncRedis::OnTick() {
  State& s = *state_;
  const auto now = SteadyClock::now();
  const bool late = !s.pending.empty() && s.pending.front().deadline <= now;
  if (s.context != nullptr && (late || (!s.ready && s.connect_deadline <= now)))
    s.Drop("no answer in time");
  if (s.context == nullptr && s.connection < 0 && s.next_try <= now) s.Connect();
}

}  // namespace tipline::store
