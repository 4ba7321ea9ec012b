#include "tests/support/fake_provider.h"

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/process.h"

namespace tipline::testing {
namespace {

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "fake provider: %s\n", what);
  std::abort();
}

// Case-insensitive search of "content-length:"; 0 if there is none.
size_t ContentLength(const std::string& head) {
  std::string lower;
  for (const char c : head)
    lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  const size_t at = lower.find("content-length:");
  return at == std::string::npos
             ? 0
             : static_cast<size_t>(std::strtoul(lower.c_str() + at + 15, nullptr, 10));
}

// One whole request off the front of `buffer`; false: more bytes are needed.
bool CutRequest(std::string& buffer, FakeRequest& out) {
  const size_t end = buffer.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const std::string head = buffer.substr(0, end);
  const size_t length = ContentLength(head);
  if (buffer.size() < end + 4 + length) return false;
  const size_t first = head.find(' ');
  const size_t second = head.find(' ', first + 1);
  out = {head.substr(0, first),
         head.substr(first + 1, second - first - 1),
         head,
         buffer.substr(end + 4, length),
         {}};
  buffer.erase(0, end + 4 + length);
  return true;
}

std::string Wire(const FakeAnswer& answer) {
  std::string out = "HTTP/1.1 " + std::to_string(answer.status) +
                    " Scripted\r\nContent-Length: " + std::to_string(answer.body.size()) +
                    "\r\nContent-Type: application/json\r\n";
  for (const auto& [name, value] : answer.headers)
    out += name + ": " + value + "\r\n";
  return out + "\r\n" + answer.body;
}

// As recv(2); `at`: when the last of it came.
ssize_t Receive(int fd, char* into, size_t size, std::chrono::system_clock::time_point& at) {
  iovec part{into, size};
  std::array<char, 256> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t got = ::recvmsg(fd, &message, 0);
  at = std::chrono::system_clock::now();
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec stamp{};
    std::memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
    at = std::chrono::system_clock::time_point(std::chrono::seconds(stamp.tv_sec) +
                                               std::chrono::nanoseconds(stamp.tv_nsec));
  }
  return got;
}

}  // namespace

struct FakeProvider::State {
  int listen = -1;
  int port = 0;
  std::array<int, 2> wake{-1, -1};
  std::atomic<bool> stop{false};
  mutable std::mutex mutex;
  std::function<FakeAnswer(const FakeRequest&)> script = [](const FakeRequest&) {
    return FakeAnswer{};
  };
  std::deque<FakeAnswer> next;
  std::vector<FakeRequest> seen;
  // The thread's own.
  struct Client {
    uint64_t number = 0;  // descriptors are used again, this is not
    std::string unused;
  };
  struct Late {
    int fd = -1;
    uint64_t client = 0;
    FakeAnswer answer;
  };
  std::map<int, Client> clients;
  std::multimap<std::chrono::steady_clock::time_point, Late> late;
  uint64_t next_client = 0;
  std::thread thread;

  void Bind();
  void Loop();
  bool Serve(int fd);                                  // false: close it
  static bool Send(int fd, const FakeAnswer& answer);  // false: close it
  void Close(int fd);
  int AnswerLate();  // those whose time has come; milliseconds until the next, -1: none
  FakeAnswer Decide(const FakeRequest& request);
};

void FakeProvider::State::Bind() {
  listen = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;  // for those that come through it, too; without it: when it was read
  ::setsockopt(listen, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listen, any, size) != 0 || ::listen(listen, 256) != 0) Die("cannot listen");
  if (::getsockname(listen, any, &size) != 0) Die("no port");
  port = ntohs(address.sin_port);
  if (::pipe2(wake.data(), O_CLOEXEC) != 0) Die("no pipe");
}

FakeAnswer FakeProvider::State::Decide(const FakeRequest& request) {
  std::function<FakeAnswer(const FakeRequest&)> decide;
  {
    const std::scoped_lock lock(mutex);
    seen.push_back(request);
    if (!next.empty()) {
      FakeAnswer answer = next.front();
      next.pop_front();
      return answer;
    }
    decide = script;
  }
  return decide(request);
}

bool FakeProvider::State::Serve(int fd) {
  std::array<char, 16384> chunk{};
  std::chrono::system_clock::time_point at{};
  const ssize_t got = Receive(fd, chunk.data(), chunk.size(), at);
  if (got <= 0) return false;
  std::string& buffer = clients[fd].unused;
  buffer.append(chunk.data(), static_cast<size_t>(got));
  FakeRequest request;
  while (CutRequest(buffer, request)) {
    request.at = at;
    const FakeAnswer answer = Decide(request);
    if (answer.drop) return false;
    if (answer.hang) continue;
    if (answer.delay.count() > 0) {
      late.insert(
          {std::chrono::steady_clock::now() + answer.delay, {fd, clients[fd].number, answer}});
      continue;
    }
    if (!Send(fd, answer)) return false;
  }
  return true;
}

bool FakeProvider::State::Send(int fd, const FakeAnswer& answer) {
  std::string wire = Wire(answer);
  if (answer.half) wire.resize(wire.size() / 2);
  const ssize_t sent = ::send(fd, wire.data(), wire.size(), MSG_NOSIGNAL);
  return sent == static_cast<ssize_t>(wire.size()) && !answer.half;
}

void FakeProvider::State::Close(int fd) {
  ::close(fd);
  clients.erase(fd);
}

int FakeProvider::State::AnswerLate() {
  while (!late.empty()) {
    const auto left = late.begin()->first - std::chrono::steady_clock::now();
    if (left.count() > 0)
      return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count());
    const Late one = std::move(late.begin()->second);
    late.erase(late.begin());
    const auto client = clients.find(one.fd);
    const bool there = client != clients.end() && client->second.number == one.client;
    if (there && !Send(one.fd, one.answer)) Close(one.fd);
  }
  return -1;
}

void FakeProvider::State::Loop() {
  while (!stop) {
    const int wait = AnswerLate();
    std::vector<pollfd> fds = {{wake[0], POLLIN, 0}, {listen, POLLIN, 0}};
    for (const auto& [fd, client] : clients)
      fds.push_back({fd, POLLIN, 0});
    if (::poll(fds.data(), fds.size(), wait) < 0) continue;
    if (fds[1].revents != 0) {
      const int fd = ::accept4(listen, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd >= 0) clients[fd].number = ++next_client;
    }
    for (size_t i = 2; i < fds.size(); ++i) {
      if (fds[i].revents == 0 || Serve(fds[i].fd)) continue;
      Close(fds[i].fd);
    }
  }
}

FakeProvider::FakeProvider() : state_(std::make_unique<State>()) {
  state_->Bind();
  state_->thread = std::thread([state = state_.get()] { state->Loop(); });
}

FakeProvider::~FakeProvider() {
  state_->stop = true;
  if (::write(state_->wake[1], "x", 1) != 1) Die("cannot wake the thread");
  state_->thread.join();
  for (const auto& [fd, client] : state_->clients)
    ::close(fd);
  for (const int fd : {state_->listen, state_->wake[0], state_->wake[1]})
    ::close(fd);
}

std::string FakeProvider::url() const {
  return "http://127.0.0.1:" + std::to_string(state_->port);
}

void FakeProvider::Script(std::function<FakeAnswer(const FakeRequest&)> script) {
  const std::scoped_lock lock(state_->mutex);
  state_->script = std::move(script);
}

void FakeProvider::Next(std::vector<FakeAnswer> answers) {
  const std::scoped_lock lock(state_->mutex);
  for (FakeAnswer& answer : answers)
    state_->next.push_back(std::move(answer));
}

std::vector<FakeRequest> FakeProvider::requests() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->seen;
}

size_t FakeProvider::count() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->seen.size();
}

bool FakeProvider::WaitFor(size_t requests, std::chrono::milliseconds limit) const {
  return Eventually([&] { return count() >= requests; }, limit);
}

}  // namespace tipline::testing
