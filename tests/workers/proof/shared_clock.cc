#include "tests/workers/proof/shared_clock.h"

#include <cstdio>
#include <cstdlib>
#include <new>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace tipline::proof {

static_assert(std::atomic<int64_t>::is_always_lock_free);  // so it works between processes

SharedClock::SharedClock(const std::string& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  constexpr size_t kSize = sizeof(std::atomic<int64_t>);
  void* page = MAP_FAILED;
  if (fd >= 0 && ::ftruncate(fd, static_cast<off_t>(kSize)) == 0)
    page = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (fd >= 0) ::close(fd);
  if (page == MAP_FAILED) {
    std::perror("clock of the proof");
    std::abort();
  }
  ahead_ = static_cast<std::atomic<int64_t>*>(page);  // a new file is zero
}

SharedClock::~SharedClock() {
  ::munmap(ahead_, sizeof *ahead_);
}

TimePoint SharedClock::Now() const {
  return std::chrono::floor<Millis>(std::chrono::system_clock::now()) + ahead();
}

void SharedClock::Forward(Millis by) {
  ahead_->fetch_add(by.count());
}

Millis SharedClock::ahead() const {
  return Millis(ahead_->load());
}

}  // namespace tipline::proof
