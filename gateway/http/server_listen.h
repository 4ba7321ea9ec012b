// Listening sockets that several threads share a port by, and their graceful end. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "flows/base/result.h"

namespace tipline::http {

// A file descriptor that closes itself.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.Release()) {}
  Fd& operator=(Fd&& other) noexcept;
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { Close(); }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  int Release();
  void Close();

 private:
  int fd_;
};

struct Listeners {
  uint16_t port = 0;
  std::vector<Fd> fds;  // one per worker; the kernel spreads connections over them (SO_REUSEPORT)
};

// kInvalid: `host` is no address; kUnavailable: the port cannot be had. Unless `share`, a port that
// somebody else listens on cannot.
Result<Listeners> Listen(const std::string& host, uint16_t port, int workers, bool share);

// The socket takes no new connection any more but completes those under way; the others are refused
// once it is closed, or reach whoever else shares the port. Closing it at once would reset
// connections that their clients hold for open.
void StopNewConnections(int listen_fd);

}  // namespace tipline::http
