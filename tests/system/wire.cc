#include "tests/system/wire.h"

#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace tipline::testing {

bool Wire::Connect() {
  // As HTTP clients do: a connection that the server ended while nothing was asked is no longer
  // used.
  char byte = 0;
  if (fd_ >= 0 && rest_.empty() && ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0) Close();
  if (fd_ >= 0) return true;
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval limit{10, 0};
  const int on = 1;
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return true;
  Close();
  return false;
}

void Wire::Close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  rest_.clear();
}

bool Wire::Send(std::string_view bytes) {
  if (!Connect()) return false;
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

WireReply Wire::Read() {
  WireReply reply;
  size_t head_end = std::string::npos;
  size_t length = 0;
  char buffer[16384];
  while (true) {
    if (head_end == std::string::npos && (head_end = rest_.find("\r\n\r\n")) != std::string::npos) {
      reply.head = rest_.substr(0, head_end + 2);
      const char* found = ::strcasestr(reply.head.c_str(), "\r\ncontent-length:");
      if (found != nullptr) length = std::strtoul(found + 17, nullptr, 10);
    }
    if (head_end != std::string::npos && rest_.size() >= head_end + 4 + length) break;
    const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
    if (n <= 0) {
      Close();
      reply = {};
      reply.cut = true;
      return reply;
    }
    rest_.append(buffer, static_cast<size_t>(n));
  }
  reply.status = std::atoi(reply.head.c_str() + 9);
  reply.body = rest_.substr(head_end + 4, length);
  rest_.erase(0, head_end + 4 + length);
  if (::strcasestr(reply.head.c_str(), "connection: close") != nullptr) Close();
  return reply;
}

WireReply Wire::Raw(std::string_view request) {
  WireReply reply;
  if (!Connect()) return reply;
  if (Send(request)) return Read();
  Close();
  reply.cut = true;
  return reply;
}

WireReply Wire::Post(const std::string& target, const std::string& body, const std::string& type,
                     const std::string& headers) {
  return Raw("POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + type + "\r\n" +
             headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

WireReply Wire::Get(const std::string& target) {
  return Raw("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
}

bool Wire::ClosedByServer() {
  if (fd_ < 0) return true;
  char byte = 0;
  const ssize_t n = ::recv(fd_, &byte, 1, 0);
  return n == 0 || (n < 0 && errno == ECONNRESET);
}

}  // namespace tipline::testing
