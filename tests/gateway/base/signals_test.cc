#include "gateway/base/signals.h"

#include <array>
#include <csignal>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tipline {
namespace {

// In a child: blocked signals stay with a process. It reports that it waits, and ends with the
// signal's number.
int WaitsFor(int signal) {
  std::array<int, 2> ready{};
  if (pipe(ready.data()) != 0) return -1;
  const pid_t child = fork();
  if (child == 0) {
    BlockSignals();
    std::array<int, 2> gone{};
    if (pipe(gone.data()) != 0) _exit(99);
    close(gone[0]);
    if (write(gone[1], "x", 1) != -1) _exit(98);  // no reader: EPIPE, not SIGPIPE
    if (write(ready[1], "x", 1) != 1) _exit(97);
    _exit(WaitForStop());
  }
  char byte = 0;
  if (read(ready[0], &byte, 1) != 1) return -1;
  close(ready[0]);
  close(ready[1]);
  kill(child, signal);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(SignalsTest, StopSignalsAreWaitedForAndSigpipeIsAnError) {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP})
    EXPECT_EQ(WaitsFor(signal), signal);
}

}  // namespace
}  // namespace tipline
