#include "tests/bench/slow_api.h"

#include <atomic>
#include <cstdlib>
#include <deque>
#include <map>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tipline::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

// Bytes of the whole request at the front, 0: more are needed.
size_t WholeRequest(const std::string& in, size_t& body_at) {
  const size_t head = in.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  size_t length = 0;
  for (size_t line = in.find("\r\n"); line < head; line = in.find("\r\n", line + 2))
    if (::strncasecmp(in.c_str() + line + 2, "content-length:", 15) == 0)
      length = std::strtoul(in.c_str() + line + 17, nullptr, 10);
  body_at = head + 4;
  return in.size() >= body_at + length ? body_at + length : 0;
}

}  // namespace

struct SlowApi::State {
  std::chrono::milliseconds delay{0};
  std::function<void(const std::string&)> seen;
  int listen = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  int port = 0;
  std::atomic<bool> stop{false};
  std::atomic<size_t> count{0};
  std::map<int, std::pair<uint64_t, std::string>> clients;  // fd -> which one, bytes not used yet
  std::deque<std::pair<Clock::time_point, std::pair<int, uint64_t>>> due;  // the delay is the same
  uint64_t next_client = 0;
  std::thread thread;

  void Watch(int fd) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
  void Bind() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);  // NOLINT(*-reinterpret-cast)
    if (::bind(listen, any, size) != 0 || ::listen(listen, 1024) != 0 ||
        ::getsockname(listen, any, &size) != 0)
      std::abort();
    port = ntohs(address.sin_port);
    Watch(listen);
  }
  void Accept() {
    for (int fd = 0;
         (fd = ::accept4(listen, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0;) {
      clients[fd] = {++next_client, ""};
      Watch(fd);
    }
  }
  void Receive(int fd) {
    char buffer[16384];
    const ssize_t n = ::recv(fd, buffer, sizeof buffer, 0);
    if (n < 0) return;
    if (n == 0) {
      clients.erase(fd);
      ::close(fd);
      return;
    }
    auto& [which, in] = clients[fd];
    in.append(buffer, static_cast<size_t>(n));
    size_t body_at = 0;
    for (size_t size = 0; (size = WholeRequest(in, body_at)) > 0; in.erase(0, size)) {
      ++count;
      if (seen) seen(in.substr(body_at, size - body_at));
      due.push_back({Clock::now() + delay, {fd, which}});
    }
  }
  void AnswerDue() {
    while (!due.empty() && due.front().first <= Clock::now()) {
      const auto [fd, which] = due.front().second;
      due.pop_front();
      const auto client = clients.find(fd);
      if (client != clients.end() && client->second.first == which)
        static_cast<void>(::send(fd, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL));
    }
  }
  void Loop() {
    while (!stop) {
      epoll_event events[64];
      const int n = ::epoll_wait(epoll, events, 64, due.empty() ? 50 : 1);
      for (int i = 0; i < n; ++i)
        events[i].data.fd == listen ? Accept() : Receive(events[i].data.fd);
      AnswerDue();
    }
  }
};

SlowApi::SlowApi(std::chrono::milliseconds delay, std::function<void(const std::string&)> seen)
    : state_(std::make_unique<State>()) {
  state_->delay = delay;
  state_->seen = std::move(seen);
  state_->Bind();
  state_->thread = std::thread([this] { state_->Loop(); });
}

SlowApi::~SlowApi() {
  state_->stop = true;
  state_->thread.join();
  for (const auto& [fd, client] : state_->clients)
    ::close(fd);
  ::close(state_->listen);
  ::close(state_->epoll);
}

std::string SlowApi::url() const {
  return "http://127.0.0.1:" + std::to_string(state_->port);
}

size_t SlowApi::count() const {
  return state_->count;
}

}  // namespace tipline::bench
