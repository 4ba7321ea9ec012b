#include "gateway/http/server_listen.h"

#include <array>
#include <cerrno>
#include <memory>
#include <utility>

#include <linux/filter.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tipline::http {
namespace {

constexpr int kBacklog = 4096;  // cut by the kernel to net.core.somaxconn

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Result<Addresses> Resolve(const std::string& host, uint16_t port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
    return Invalid("listening address: not an address of this machine");
  return Addresses(found, &::freeaddrinfo);
}

bool SetOption(int fd, int level, int option) {
  const int on = 1;
  return ::setsockopt(fd, level, option, &on, sizeof on) == 0;
}

Result<Fd> ListenOne(const addrinfo& address, bool share) {
  Fd fd(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.open()) return Unavailable("no socket to listen with");
  bool ok = SetOption(fd.get(), SOL_SOCKET, SO_REUSEADDR) &&
            SetOption(fd.get(), IPPROTO_TCP, TCP_NODELAY);  // accepted sockets inherit it
  // Shared with our own other workers only: the option comes after bind(), which then fails if
  // anybody has the port.
  if (share) ok = ok && SetOption(fd.get(), SOL_SOCKET, SO_REUSEPORT);
  if (!ok || ::bind(fd.get(), address.ai_addr, address.ai_addrlen) != 0)
    return Unavailable(errno == EADDRINUSE ? "port is in use" : "port cannot be had");
  if (!SetOption(fd.get(), SOL_SOCKET, SO_REUSEPORT) || ::listen(fd.get(), kBacklog) != 0)
    return Unavailable("port is in use");
  return fd;
}

uint16_t PortOf(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  const bool six = address.ss_family == AF_INET6;
  return ntohs(six ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                   : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    Close();
    fd_ = other.Release();
  }
  return *this;
}

int Fd::Release() {
  return std::exchange(fd_, -1);
}

void Fd::Close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<Listeners> Listen(const std::string& host, uint16_t port, int workers, bool share) {
  Listeners listeners;
  listeners.port = port;
  for (int i = 0; i < workers; ++i) {
    TRY_ASSIGN(const Addresses address, Resolve(host, listeners.port));
    TRY_ASSIGN(Fd fd, ListenOne(*address, share || i > 0));
    if (i == 0) listeners.port = PortOf(fd.get());
    listeners.fds.push_back(std::move(fd));
  }
  return listeners;
}

void StopNewConnections(int listen_fd) {
  // Classic BPF over the TCP header: a SYN without ACK is dropped, all else passes. The client's
  // kernel sends its SYN again after a second and then meets a closed port, or the server that took
  // over. Where the kernel does not allow filters, closing early stays the lesser evil.
  std::array<sock_filter, 5> program = {{
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13),           // the flags
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0x12),        // SYN and ACK
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x02, 0, 1),  // SYN alone?
      BPF_STMT(BPF_RET | BPF_K, 0),                     // drop
      BPF_STMT(BPF_RET | BPF_K, 0xffffffff),            // keep whole
  }};
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  ::setsockopt(listen_fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

}  // namespace tipline::http
