#include "tests/chaos/pipe.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <sys/socket.h>

namespace tipline::chaos {

std::optional<SteadyTime> Pipe::due() const {
  if (pieces_.empty()) return std::nullopt;
  return pieces_.front().due;
}

bool Pipe::ReadFrom(int fd, SteadyTime due) {
  std::array<char, 65536> chunk{};
  const ssize_t n = ::recv(fd, chunk.data(), chunk.size(), MSG_DONTWAIT);
  if (n < 0) return errno == EAGAIN || errno == EINTR;
  if (n == 0) {
    ended_ = true;
    return true;
  }
  pieces_.push_back({due, std::string(chunk.data(), static_cast<size_t>(n))});
  held_ += static_cast<size_t>(n);
  return true;
}

std::optional<size_t> Pipe::WriteTo(int fd, SteadyTime now, size_t most) {
  size_t written = 0;
  while (!pieces_.empty() && pieces_.front().due <= now && written < most) {
    std::string& bytes = pieces_.front().bytes;
    const size_t size = std::min(bytes.size(), most - written);
    const ssize_t n = ::send(fd, bytes.data(), size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) break;
    if (n <= 0) return std::nullopt;
    written += static_cast<size_t>(n);
    held_ -= static_cast<size_t>(n);
    bytes.erase(0, static_cast<size_t>(n));
    if (bytes.empty()) pieces_.pop_front();
  }
  return written;
}

}  // namespace tipline::chaos
