#include "tests/support/http_client.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tipline::testing {
namespace {

using std::chrono::steady_clock;

bool WaitReadable(int fd, steady_clock::time_point end) {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now()).count();
    pollfd poll_fd{fd, POLLIN, 0};
    const int ready = ::poll(&poll_fd, 1, static_cast<int>(std::max<int64_t>(left, 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

std::string Lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

RawAnswer ParseHead(std::string_view head) {
  RawAnswer answer;
  answer.status = std::atoi(std::string(head.substr(std::min<size_t>(9, head.size()), 3)).c_str());
  size_t at = head.find("\r\n");
  while (at != std::string_view::npos && at + 2 < head.size()) {
    const size_t begin = at + 2;
    at = head.find("\r\n", begin);
    const std::string_view line =
        head.substr(begin, at == std::string_view::npos ? at : at - begin);
    const size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    answer.headers.emplace_back(Lower(line.substr(0, colon)), line.substr(colon + 2));
  }
  return answer;
}

}  // namespace

std::string RawAnswer::Header(std::string_view lower_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_name) return value;
  return {};
}

RawClient::RawClient(int port, Millis limit, int receive_buffer) {
  const auto end = steady_clock::now() + limit;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (receive_buffer > 0)
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  bool ok = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  if (!ok && errno == EINPROGRESS) {
    pollfd poll_fd{fd, POLLOUT, 0};
    const auto left = std::chrono::ceil<Millis>(end - steady_clock::now()).count();
    int failure = ETIMEDOUT;
    socklen_t size = sizeof failure;
    if (::poll(&poll_fd, 1, static_cast<int>(left)) > 0)
      ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size);
    ok = failure == 0;
  }
  if (ok) {
    fd_ = fd;
  } else {
    ::close(fd);
  }
}

RawClient::~RawClient() {
  Close();
}

RawClient::RawClient(RawClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)) {}

bool RawClient::Send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n > 0) {
      bytes.remove_prefix(static_cast<size_t>(n));
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno != EAGAIN) return false;
    pollfd poll_fd{fd_, POLLOUT, 0};
    if (::poll(&poll_fd, 1, static_cast<int>(kPatience.count())) <= 0) return false;
  }
  return true;
}

// Reads once; false at the end, on errors and when the time is over.
bool RawClient::Fill(steady_clock::time_point end) {
  if (fd_ < 0 || !WaitReadable(fd_, end)) return false;
  std::array<char, 16384> chunk{};
  const ssize_t n = ::recv(fd_, chunk.data(), chunk.size(), 0);
  if (n <= 0) return false;
  buffer_.append(chunk.data(), static_cast<size_t>(n));
  return true;
}

std::optional<RawAnswer> RawClient::Read(Millis limit, bool answers_head) {
  const auto end = steady_clock::now() + limit;
  size_t head = std::string::npos;
  while ((head = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!Fill(end)) return std::nullopt;
  RawAnswer answer = ParseHead(std::string_view(buffer_).substr(0, head));
  buffer_.erase(0, head + 4);
  const bool chunked = answer.Header("transfer-encoding") == "chunked";
  if (answers_head || chunked) return answer;
  const size_t length = std::strtoul(answer.Header("content-length").c_str(), nullptr, 10);
  while (buffer_.size() < length)
    if (!Fill(end)) return std::nullopt;
  answer.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return answer;
}

std::optional<RawAnswer> RawClient::Ask(std::string_view request) {
  if (!Send(request)) return std::nullopt;
  return Read();
}

std::string RawClient::ReadSome(size_t at_most, Millis limit) {
  if (buffer_.empty()) {
    if (!WaitReadable(fd_, steady_clock::now() + limit)) return {};
    std::string out(at_most, '\0');
    const ssize_t n = ::recv(fd_, out.data(), at_most, 0);
    out.resize(n > 0 ? static_cast<size_t>(n) : 0);
    return out;
  }
  std::string out = buffer_.substr(0, at_most);
  buffer_.erase(0, at_most);
  return out;
}

bool RawClient::EndsCleanly(Millis limit) {
  if (!buffer_.empty() || !WaitReadable(fd_, steady_clock::now() + limit)) return false;
  char byte = 0;
  return ::recv(fd_, &byte, 1, 0) == 0;
}

bool RawClient::StaysQuiet(Millis time) {
  return buffer_.empty() && !WaitReadable(fd_, steady_clock::now() + time);
}

void RawClient::EndSending() const {
  ::shutdown(fd_, SHUT_WR);
}

void RawClient::Abort() {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  Close();
}

void RawClient::Close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

std::string MakeRequest(std::string_view method, std::string_view target, std::string_view body,
                        const std::vector<std::pair<std::string, std::string>>& headers) {
  std::string out;
  out.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: gateway.test\r\n");
  for (const auto& [name, value] : headers)
    out.append(name).append(": ").append(value).append("\r\n");
  if (!body.empty())
    out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  return out.append("\r\n").append(body);
}

}  // namespace tipline::testing
