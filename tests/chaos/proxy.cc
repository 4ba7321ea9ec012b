#include "tests/chaos/proxy.h"

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <list>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/chaos/pipe.h"

namespace tipline::chaos {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr size_t kUnlimited = std::numeric_limits<size_t>::max();

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  return address;
}

const sockaddr* Raw(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);  // NOLINT(*-reinterpret-cast)
}

int Connect(const std::string& path) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = AddressOf(path);
  if (fd >= 0 && ::connect(fd, Raw(address), sizeof address) == 0) return fd;
  if (fd >= 0) ::close(fd);
  return -1;
}

int Listen(const std::string& path) {
  ::unlink(path.c_str());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const sockaddr_un address = AddressOf(path);
  if (fd >= 0 && ::bind(fd, Raw(address), sizeof address) == 0 && ::listen(fd, 256) == 0) return fd;
  std::perror(("chaos: a proxy cannot listen on " + path).c_str());
  std::abort();
}

struct Link {
  int client = -1, server = -1;
  Pipe up, down;               // to the server, to the client
  size_t may_up = kUnlimited;  // bytes until it is cut
  size_t may_down = kUnlimited;
  uint64_t rule = 0;  // of which CutAfter `may` comes
};

}  // namespace

struct Proxy::State {
  std::string socket, server;
  int listen = -1;
  std::array<int, 2> wake{-1, -1};
  std::atomic<bool> stop{false}, hold{false};
  std::atomic<int64_t> delay_ms{0};
  std::atomic<size_t> open{0}, cuts{0};
  std::mutex mutex;  // of what follows
  uint64_t rule = 0;
  size_t cut_after = 0;
  bool cutting = false;
  Way way = Way::kToServer;
  std::list<Link> links;  // the thread's own
  std::thread thread;

  void Wake() const {
    if (::write(wake[1], "x", 1) != 1) std::perror("chaos: proxy");
  }
  void Loop();
  int WaitTime() const;
  void Watch(std::vector<pollfd>& fds) const;
  void Accept();
  void TakeRule(Link& link);
  bool Pass(Link& link, short client_events, short server_events);
  static void Close(Link& link);
};

void Proxy::State::Close(Link& link) {
  ::close(link.client);
  ::close(link.server);
}

void Proxy::State::Accept() {
  const int client = ::accept4(listen, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  const int to = Connect(server);
  if (to < 0) {
    ::close(client);
    return;
  }
  Link link;
  link.client = client;
  link.server = to;
  links.push_back(std::move(link));
}

// The rule in force, counted anew for each connection.
void Proxy::State::TakeRule(Link& link) {
  const std::scoped_lock lock(mutex);
  if (link.rule == rule) return;
  link.rule = rule;
  link.may_up = cutting && way == Way::kToServer ? cut_after : kUnlimited;
  link.may_down = cutting && way == Way::kToClient ? cut_after : kUnlimited;
}

// False: the connection is over.
bool Proxy::State::Pass(Link& link, short client_events, short server_events) {
  const auto now = steady_clock::now();
  const auto due = now + milliseconds(delay_ms.load());
  if (client_events != 0 && link.up.WantsMore() && !link.up.ReadFrom(link.client, due))
    return false;
  if (server_events != 0 && link.down.WantsMore() && !link.down.ReadFrom(link.server, due))
    return false;
  if (hold) return true;
  TakeRule(link);
  const auto up = link.up.WriteTo(link.server, now, link.may_up);
  const auto down = link.down.WriteTo(link.client, now, link.may_down);
  if (!up || !down) return false;
  if (link.may_up != kUnlimited) link.may_up -= *up;
  if (link.may_down != kUnlimited) link.may_down -= *down;
  const bool up_full = link.may_up == 0 && !link.up.empty();
  const bool down_full = link.may_down == 0 && !link.down.empty();
  if (up_full || down_full) {
    ++cuts;
    return false;
  }
  const bool over =
      (link.up.ended() && link.up.empty()) || (link.down.ended() && link.down.empty());
  return !over;
}

// Until the next delayed piece is due.
int Proxy::State::WaitTime() const {
  constexpr int kForever = -1;
  if (hold) return kForever;
  int wait = kForever;
  const auto now = steady_clock::now();
  for (const Link& link : links)
    for (const Pipe* pipe : {&link.up, &link.down}) {
      const auto due = pipe->due();
      if (!due) continue;
      const auto left = std::chrono::ceil<milliseconds>(*due - now).count();
      const int mine = left > 0 ? static_cast<int>(left) : 1;
      wait = wait == kForever || mine < wait ? mine : wait;
    }
  return wait;
}

void Proxy::State::Watch(std::vector<pollfd>& fds) const {
  fds = {{wake[0], POLLIN, 0}, {listen, POLLIN, 0}};
  for (const Link& link : links) {
    fds.push_back({link.up.WantsMore() ? link.client : -1, POLLIN, 0});
    fds.push_back({link.down.WantsMore() ? link.server : -1, POLLIN, 0});
  }
}

void Proxy::State::Loop() {
  std::vector<pollfd> fds;
  while (!stop) {
    Watch(fds);
    if (::poll(fds.data(), fds.size(), WaitTime()) < 0) continue;
    if (fds[0].revents != 0) {
      std::array<char, 64> drained{};
      if (::read(wake[0], drained.data(), drained.size()) < 0) continue;
    }
    size_t i = 2;
    for (auto link = links.begin(); link != links.end(); i += 2) {
      if (Pass(*link, fds[i].revents, fds[i + 1].revents)) {
        ++link;
        continue;
      }
      Close(*link);
      link = links.erase(link);
    }
    if (fds[1].revents != 0) Accept();
    open = links.size();
  }
}

Proxy::Proxy(std::string socket, std::string server) : state_(std::make_unique<State>()) {
  state_->socket = std::move(socket);
  state_->server = std::move(server);
  state_->listen = Listen(state_->socket);
  if (::pipe2(state_->wake.data(), O_CLOEXEC) != 0) std::abort();
  state_->thread = std::thread([state = state_.get()] { state->Loop(); });
}

Proxy::~Proxy() {
  state_->stop = true;
  state_->Wake();
  state_->thread.join();
  for (Link& link : state_->links)
    State::Close(link);
  for (const int fd : {state_->listen, state_->wake[0], state_->wake[1]})
    ::close(fd);
  ::unlink(state_->socket.c_str());
}

void Proxy::Delay(milliseconds delay) {
  state_->delay_ms = delay.count();
  state_->Wake();
}

void Proxy::Hold() {
  state_->hold = true;
  state_->Wake();
}

void Proxy::Release() {
  state_->hold = false;
  state_->Wake();
}

void Proxy::CutAfter(size_t bytes, Way way) {
  const std::scoped_lock lock(state_->mutex);
  ++state_->rule;
  state_->cutting = true;
  state_->cut_after = bytes;
  state_->way = way;
}

void Proxy::CutNoMore() {
  const std::scoped_lock lock(state_->mutex);
  ++state_->rule;
  state_->cutting = false;
}

size_t Proxy::connections() const {
  return state_->open;
}

size_t Proxy::cuts() const {
  return state_->cuts;
}

}  // namespace tipline::chaos
