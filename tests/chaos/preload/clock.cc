// Loaded into the programs under test (LD_PRELOAD): the time of day plus an offset that lies in the
// file TIPLINE_CHAOS_CLOCK, eight bytes of nanoseconds, and may change at any time. As when the
// clock of the machine is set: monotonic time stays, and so do the times of files. libfaketime
// cannot be used: it does not get along with Redis' allocator. No memory is allocated here and no
// function of libc called before libc is ready.
#include <atomic>
#include <cstdint>
#include <cstdlib>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

namespace {

std::atomic<const volatile int64_t*> offset{nullptr};

__attribute__((constructor)) void Map() {
  const char* path = std::getenv("TIPLINE_CHAOS_CLOCK");
  const int fd = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  void* mapped = ::mmap(nullptr, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);
  ::close(fd);
  if (mapped != MAP_FAILED) offset = static_cast<const volatile int64_t*>(mapped);
}

int Real(clockid_t clock, timespec* out) {
  return static_cast<int>(::syscall(SYS_clock_gettime, clock, out));
}

int Now(clockid_t clock, timespec* out) {
  constexpr int64_t kSecond = 1'000'000'000;
  const int result = Real(clock, out);
  const volatile int64_t* by = offset;
  if (result != 0 || by == nullptr) return result;
  const int64_t all = out->tv_sec * kSecond + out->tv_nsec + *by;
  out->tv_sec = all / kSecond;
  out->tv_nsec = all % kSecond;
  return 0;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* out) noexcept {
  const bool of_day = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
  return of_day ? Now(clock, out) : Real(clock, out);
}

int gettimeofday(timeval* out, void* /*zone*/) noexcept {
  timespec now{};
  const int result = Now(CLOCK_REALTIME, &now);
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return result;
}

time_t time(time_t* out) noexcept {
  timespec now{};
  Now(CLOCK_REALTIME, &now);
  if (out != nullptr) *out = now.tv_sec;
  return now.tv_sec;
}
}
