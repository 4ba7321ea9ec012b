#include "tests/chaos/clock_file.h"

#include <cstdint>
#include <cstdio>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace tipline::chaos {

ClockFile::ClockFile(std::string path) : path_(std::move(path)) {
  Offset(0);
}

bool ClockFile::Possible() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return false;
#else
  return true;
#endif
}

std::map<std::string, std::string> ClockFile::Environment() const {
  return {{"LD_PRELOAD", TIPLINE_CHAOS_CLOCK_LIBRARY}, {"TIPLINE_CHAOS_CLOCK", path_}};
}

// In one write of an aligned word, which readers see whole.
void ClockFile::Offset(long long seconds) const {
  const int64_t nanoseconds = int64_t{seconds} * 1'000'000'000;
  const int fd = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || ::pwrite(fd, &nanoseconds, sizeof nanoseconds, 0) != sizeof nanoseconds)
    std::perror("chaos: the clock's file");
  if (fd >= 0) ::close(fd);
}

}  // namespace tipline::chaos
