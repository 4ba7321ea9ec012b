#include "gateway/store/redis.h"

#include <utility>

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/time.h>

#include "gateway/store/redis_wire.h"

namespace tipline::store {
namespace {

// Of one write: larger batches make Redis buffer replies (stack.md §2.3).
constexpr size_t kPipelineCommands = 500;
constexpr size_t kPipelineBytes = size_t{1} << 20;

timeval ToTimeval(Millis time) {
  return {static_cast<time_t>(time.count() / 1000),
          static_cast<suseconds_t>(time.count() % 1000 * 1000)};
}

}  // namespace

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
  const std::string wire = Formatted(command);
  if (redisAppendFormattedCommand(context.get(), wire.data(), wire.size()) != REDIS_OK)
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

}  // namespace tipline::store
