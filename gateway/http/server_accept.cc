// New connections of a worker loop.
#include <algorithm>
#include <cerrno>

#include <sys/socket.h>
#include <unistd.h>

#include "gateway/base/log.h"
#include "gateway/http/server_loop.h"

namespace tipline::http {
namespace {

constexpr int kAcceptsPerTurn = 64;
constexpr std::chrono::seconds kWarningInterval{10};

}  // namespace

void Loop::Accept() {
  for (int i = 0; i < kAcceptsPerTurn; ++i)
    if (!AcceptOne()) return;
}

void Loop::AcceptAll() {
  while (listener_.open() && AcceptOne())
    continue;
}

// False: there is none, or none can be had now.
bool Loop::AcceptOne() {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  auto* address = reinterpret_cast<sockaddr*>(&from);
  const int fd = ::accept4(listener_.get(), address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd >= 0) {
    Adopt(fd, address);
    return true;
  }
  if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) PauseAccepting();
  return errno == ECONNABORTED || errno == EINTR;
}

// The listener stays readable while descriptors are short: not looking until the next tick beats
// spinning.
void Loop::PauseAccepting() {
  if (!accepting_) return;
  accepting_ = false;
  reactor()->removeFd(key(), listener_.get());
  if (now_ < next_warning_) return;
  next_warning_ = now_ + kWarningInterval;
  LogWarning("http_accept_paused", {{"connections", open_}});
}

void Loop::Adopt(int fd, const sockaddr* from) {
  if (open_ >= static_cast<size_t>(options_.max_connections)) {
    ::close(fd);
    state_.refused.Add();
    return;
  }
  try {
    // The address type takes a mutable pointer but only reads it.
    auto* address = const_cast<sockaddr*>(from);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    handleNewPeer(Pistache::Tcp::Peer::Create(fd, Pistache::Address::fromUnix(address)));
  } catch (...) {  // no memory, or the poller is full
    const auto at = static_cast<size_t>(fd);
    if (at < connections_.size() && connections_[at] != nullptr) {
      connections_[at].reset();
      --open_;
    }
    peers.erase(fd);
    ::close(fd);
    LogWarning("http_peer_dropped", {{"connections", open_}});
  }
  state_.connections.Set(open_);
}

void Loop::OnPeer(const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
  const auto fd = static_cast<size_t>(peer->fd());
  if (fd >= connections_.size()) connections_.resize(std::max(fd + 1, connections_.size() * 2));
  connections_[fd] = std::make_unique<Connection>(this, peer);
  ++open_;
  Rearm(*connections_[fd]);
}

}  // namespace tipline::http
