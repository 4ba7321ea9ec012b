#include "gateway/http/server_loop.h"

#include <algorithm>

#include <sys/timerfd.h>
#include <unistd.h>

#include "gateway/base/log.h"

namespace tipline::http {
namespace {

using Pistache::Flags;
using Pistache::Polling::NotifyOn;
using Pistache::Polling::Tag;

constexpr size_t kScratchBytes = size_t{64} * 1024;
constexpr size_t kWheelSlots = 1024;  // more than kIdleTimeout / kTick: a node is met once a round

// Pistache's transport wants a handler of its own kind; it only passes new peers on.
class PeerHandler final : public Pistache::Tcp::Handler {
  PROTOTYPE_OF(Pistache::Tcp::Handler, PeerHandler)

 public:
  void onInput(const char*, size_t, const std::shared_ptr<Pistache::Tcp::Peer>&) override {}
  void onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override {
    static_cast<Loop*>(transport())->OnPeer(peer);
  }
};

Fd MakeTick() {
  Fd fd(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  const timespec every{kTick.count() / 1000, kTick.count() % 1000 * 1'000'000};
  const itimerspec timer{every, every};
  ::timerfd_settime(fd.get(), 0, &timer, nullptr);
  return fd;
}

void ReadCounter(int fd) {
  uint64_t count = 0;
  (void)!::read(fd, &count, sizeof count);
}

// What others' code throws ends here: the worker lives on.
template <typename Call>
void Guarded(const char* what, const Call& call) {
  try {
    call();
  } catch (...) {
    LogError("http_exception", {{"in", what}});
  }
}

}  // namespace

Loop::Loop(const ServerOptions& options, Fd listener, WorkerState& state,
           std::unique_ptr<http::Handler> handler)
    : Pistache::Tcp::Transport(std::make_shared<PeerHandler>()),
      options_(options),
      listener_(std::move(listener)),
      state_(state),
      handler_(std::move(handler)),
      companion_(handler_->companion()),
      tick_(MakeTick()),
      now_(std::chrono::steady_clock::now()),
      wheel_(now_, kTick, kWheelSlots),
      scratch_(kScratchBytes) {
  ReadClocks();
}

Loop::~Loop() {
  End();
}

// The base class's queues are for hand-overs between threads, which do not happen here: they stay
// unbound.
void Loop::registerPoller(Pistache::Polling::Epoll& poller) {
  companion_fd_ = companion_ != nullptr ? companion_->fd() : -1;
  for (const int fd : {listener_.get(), tick_.get(), state_.wake.get(), companion_fd_})
    if (fd >= 0) poller.addFd(fd, Flags<NotifyOn>(NotifyOn::Read), Tag(static_cast<uint64_t>(fd)));
}

void Loop::onReady(const Pistache::Aio::FdSet& fds) {
  ReadClocks();
  Guarded("loop", [&] { Turn(fds); });
  std::erase_if(resuming_, [](const Connection* c) { return c->closed; });
  std::erase_if(dirty_, [](const Connection* c) { return c->closed; });
  if (!resuming_.empty() || !dirty_.empty()) state_.Wake();
  graveyard_.clear();
}

void Loop::Turn(const Pistache::Aio::FdSet& fds) {
  bool accept = false;
  for (const auto& event : fds) {
    const int fd = static_cast<int>(event.getTag().value());
    if (fd == listener_.get()) {
      accept = true;
    } else {
      OnEvent(fd, event);
    }
  }
  ResumeStalled();
  if (accept && listener_.open()) Accept();
  FlushCompanion();  // first: somebody else works while we write the answers
  Flush();
  FlushCompanion();  // what a client that had to wait asked for
}

void Loop::FlushCompanion() {
  if (companion_ != nullptr) Guarded("companion", [this] { companion_->Flush(); });
}

void Loop::ReadClocks() {
  now_ = std::chrono::steady_clock::now();
  wall_ = std::chrono::floor<Millis>(std::chrono::system_clock::now());
  const int64_t second = ToMillis(wall_) / 1000;
  if (second == date_second_) return;
  date_second_ = second;
  date_ = HttpDate(wall_);
}

// An event of a connection closed earlier in this turn may name a descriptor that is used again by
// now: it is a hint to look, nothing more, so looking at the new one is harmless.
void Loop::OnEvent(int fd, const Pistache::Aio::FdSet::Entry& event) {
  if (fd == companion_fd_) return Guarded("companion", [this] { companion_->OnReady(); });
  if (fd == tick_.get()) return Tick();
  if (fd == state_.wake.get()) {
    ReadCounter(fd);
    if (state_.drain.load()) Drain();
    return;
  }
  if (static_cast<size_t>(fd) >= connections_.size()) return;
  Connection* c = connections_[static_cast<size_t>(fd)].get();
  if (c == nullptr) return;
  if (event.isWritable() && c->unsent() > 0) MarkDirty(*c);
  Read(*c);  // whatever it was: ends and errors come to light by reading, and Pistache does not
             // pass all flags on
}

void Loop::Tick() {
  ReadCounter(tick_.get());
  wheel_.Advance(now_);
  if (companion_ != nullptr) Guarded("companion", [this] { companion_->OnTick(); });
  if (!accepting_ && listener_.open()) {
    accepting_ = true;
    reactor()->registerFd(key(), listener_.get(), NotifyOn::Read);
  }
  if (draining_) DrainTick();
}

}  // namespace tipline::http
