// One direction of one connection through the proxy: bytes with the time from which they may go on.
// Used by the proxy's thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>

namespace tipline::chaos {

using SteadyTime = std::chrono::steady_clock::time_point;

class Pipe {
 public:
  static constexpr size_t kMost = 1U << 20;  // bytes held; then the sender has to wait

  bool WantsMore() const { return held_ < kMost && !ended_; }
  bool empty() const { return pieces_.empty(); }
  bool ended() const { return ended_; }
  // When the next piece may go; nothing: there is none.
  std::optional<SteadyTime> due() const;

  // Reads what is there; false: the connection broke. An end in order is kept until all that came
  // before it is through.
  bool ReadFrom(int fd, SteadyTime due);
  // Writes what is due, at most `most` bytes of it; how many, or nothing if the connection broke.
  std::optional<size_t> WriteTo(int fd, SteadyTime now, size_t most);

 private:
  struct Piece {
    SteadyTime due;
    std::string bytes;
  };
  std::deque<Piece> pieces_;
  size_t held_ = 0;
  bool ended_ = false;
};

}  // namespace tipline::chaos
