#include "workers/emulate/stop.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace tipline::emulate {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

int Left(SteadyTime end) {
  const auto left = std::chrono::duration_cast<Millis>(end - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<Millis::rep>(left.count(), 0, INT_MAX));
}

SteadyTime EndOf(Millis limit) {
  return std::chrono::steady_clock::now() + limit;
}

}  // namespace

Stop::Stop() {
  sigset_t stop;
  sigemptyset(&stop);
  for (const int number : {SIGINT, SIGTERM, SIGHUP})
    sigaddset(&stop, number);
  pthread_sigmask(SIG_BLOCK, &stop, &before_);
  fd_ = ::signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
}

Stop::~Stop() {
  came();  // one that is waiting was meant for us
  if (fd_ >= 0) ::close(fd_);
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool Stop::Wait(Millis limit) {
  const SteadyTime end = EndOf(limit);
  while (!came_) {
    pollfd waiting{fd_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, Left(end));
    if (ready == 0) break;
    if (ready < 0 && errno != EINTR) break;
    signalfd_siginfo info{};
    came_ = ready > 0 && ::read(fd_, &info, sizeof info) == sizeof info;
  }
  return came_;
}

Stop::Heard Stop::ReadLine(Millis limit, std::string& line) {
  const SteadyTime end = EndOf(limit);
  for (;;) {
    const size_t feed = typed_.find('\n');
    if (feed != std::string::npos) {
      line = typed_.substr(0, feed);
      typed_.erase(0, feed + 1);
      return Heard::kLine;
    }
    std::array<pollfd, 2> waiting{{{STDIN_FILENO, POLLIN, 0}, {fd_, POLLIN, 0}}};
    const int ready = ::poll(waiting.data(), waiting.size(), Left(end));
    if (ready == 0) return Heard::kTimeout;
    if (ready < 0) continue;
    if (waiting[1].revents != 0 && came()) return Heard::kStop;
    if (waiting[0].revents == 0) continue;
    std::array<char, 4096> read{};
    const ssize_t size = ::read(STDIN_FILENO, read.data(), read.size());
    if (size > 0) {
      typed_.append(read.data(), static_cast<size_t>(size));
    } else if (size == 0 || errno != EINTR) {
      if (typed_.empty()) return Heard::kEnd;
      typed_ += '\n';  // a last line without its end
    }
  }
}

}  // namespace tipline::emulate
