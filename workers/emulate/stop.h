// Ctrl-C as ordinary code: while one of these lives, SIGINT, SIGTERM and SIGHUP do not end the
// program but can be asked for. Made before any thread. One at a time; one thread.
#pragma once

#include <csignal>
#include <string>

#include "flows/base/time.h"

namespace tipline::emulate {

class Stop {
 public:
  Stop();
  ~Stop();  // signals do again what they did before
  Stop(const Stop&) = delete;
  Stop& operator=(const Stop&) = delete;

  // Waits for so long at most; true once a signal came.
  bool Wait(Millis limit);
  bool came() { return Wait(Millis(0)); }

  enum class Heard { kLine, kEnd, kTimeout, kStop };
  // The next line of standard input, without its end.
  Heard ReadLine(Millis limit, std::string& line);

 private:
  int fd_ = -1;
  bool came_ = false;
  sigset_t before_{};
  std::string typed_;  // behind the last line
};

}  // namespace tipline::emulate
