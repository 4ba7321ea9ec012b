#include "tests/bench/load.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/cpu.h"

namespace tipline::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
  int fd = -1;
  Phones::Session session;
  Clock::time_point sent;
  std::string in;
  bool busy = false;
};

int Dial(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  return -1;
}

// One whole answer at the front of `in`, or not yet.
struct Answer {
  bool whole = false;
  int status = 0;
  std::string_view body;
  size_t size = 0;
};
Answer ReadAnswer(std::string_view in) {
  Answer answer;
  const size_t head = in.find("\r\n\r\n");
  if (head == std::string_view::npos) return answer;
  size_t length = 0;
  for (size_t line = in.find("\r\n"); line < head; line = in.find("\r\n", line + 2))
    if (::strncasecmp(in.data() + line + 2, "content-length:", 15) == 0)
      length = std::strtoul(in.data() + line + 17, nullptr, 10);
  if (in.size() < head + 4 + length) return answer;
  answer.whole = true;
  answer.status = std::atoi(in.data() + std::min<size_t>(in.size(), 9));
  answer.body = in.substr(head + 4, length);
  answer.size = head + 4 + length;
  return answer;
}

class Loop {
 public:
  Loop(Phones& phones, const LoadOptions& options) : phones_(phones), options_(options) {
    for (int i = 0; i < options_.connections; ++i)
      connections_.push_back(std::make_unique<Connection>());
    for (auto& one : connections_)
      Connect(*one);
  }
  ~Loop() {
    for (auto& one : connections_)
      if (one->fd >= 0) ::close(one->fd);
    ::close(epoll_);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  LoadResult Run(const std::function<void()>& measured) {
    const auto begin = Clock::now();
    const auto from = begin + options_.warm_up;
    const auto until = from + options_.time;
    begin_ = begin;
    for (auto& one : connections_)
      idle_.push_back(one.get());
    const size_t active =
        options_.active > 0 ? static_cast<size_t>(options_.active) : connections_.size();
    for (size_t i = 0; i < active; ++i)
      Next();
    auto now = Clock::now();
    bool measuring = false;
    Clock::time_point started = now;
    while (options_.sessions > 0 ? busy_ > 0 || waiting_ > 0 : now < until) {
      if (!measuring && now >= from) {
        measuring = true;
        result_ = {};
        started = now;
        if (measured) measured();
      }
      Poll();
      now = Clock::now();
    }
    result_.seconds = std::chrono::duration<double>(now - started).count();
    return std::move(result_);
  }

 private:
  void Connect(Connection& one) {
    if (one.fd >= 0) ::close(one.fd);
    one.in.clear();
    one.fd = Dial(options_.port);
    if (one.fd < 0) return;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &one;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, one.fd, &event);
  }

  // The connection that was idle longest begins a new session, unless all were dialled or the rate
  // says to wait.
  void Next() {
    if (options_.sessions > 0 && phones_.dialled() - first_ >= options_.sessions) return;
    if (idle_.empty()) return;
    if (options_.rate > 0) {
      const std::chrono::duration<double> past = Clock::now() - begin_;
      if (static_cast<double>(phones_.dialled() - first_) > past.count() * options_.rate) {
        ++waiting_;
        return;
      }
    }
    Connection& one = *idle_.front();
    idle_.pop_front();
    one.session = phones_.Dial();
    one.busy = true;
    ++busy_;
    Send(one);
  }

  void Send(Connection& one) {
    phones_.Write(one.session, out_);
    one.sent = Clock::now();
    const ssize_t n = one.fd < 0 ? -1 : ::send(one.fd, out_.data(), out_.size(), MSG_NOSIGNAL);
    if (n != static_cast<ssize_t>(out_.size())) Broken(one);
  }

  // A connection that cannot be made again is out of the game: nobody listens.
  void Over(Connection& one) {
    one.busy = false;
    --busy_;
    if (one.fd >= 0) idle_.push_back(&one);
    Next();
  }

  void Broken(Connection& one) {
    Connect(one);
    if (!one.busy) return;
    ++result_.failed;
    Over(one);
  }

  void Poll() {
    epoll_event events[256];
    for (size_t again = std::exchange(waiting_, 0); again > 0; --again)
      Next();
    const int n = ::epoll_wait(epoll_, events, 256, waiting_ > 0 ? 1 : 100);
    for (int i = 0; i < n; ++i)
      Receive(*static_cast<Connection*>(events[i].data.ptr));
  }

  void Receive(Connection& one) {
    const ssize_t n = ::recv(one.fd, buffer_, sizeof buffer_, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return Broken(one);
    one.in.append(buffer_, static_cast<size_t>(n));
    const Answer answer = ReadAnswer(one.in);
    if (!answer.whole || !one.busy) return;
    const bool last = one.session.turn + 1 == phones_.Turns(one.session);
    const bool good = answer.status == 200 && (!options_.check_words || Fits(one, answer, last));
    one.in.erase(0, answer.size);
    if (!good) {
      ++result_.failed;
      return Over(one);
    }
    ++result_.requests;
    result_.times.Add((Clock::now() - one.sent).count());
    if (last) {
      result_.filed += one.session.files ? 1 : 0;
      return Over(one);
    }
    ++one.session.turn;
    Send(one);
  }

  // Who leaves may be told goodbye or nothing: both are answers.
  static bool Fits(const Connection& one, const Answer& answer, bool last) {
    const bool goes_on = answer.body.starts_with("CON");
    const bool ends = answer.body.starts_with("END");
    return last ? ends || (goes_on && !one.session.files) : goes_on;
  }

  Phones& phones_;
  const LoadOptions options_;
  const uint64_t first_ = phones_.dialled();
  int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<std::unique_ptr<Connection>> connections_;
  std::deque<Connection*> idle_;
  size_t busy_ = 0, waiting_ = 0;
  Clock::time_point begin_{};
  LoadResult result_;
  std::string out_;
  char buffer_[16384];
};

}  // namespace

LoadResult RunLoad(Phones& phones, const LoadOptions& options,
                   const std::function<void()>& measured) {
  const OnLastCore pinned;
  return Loop(phones, options).Run(measured);
}

}  // namespace tipline::bench
