// The inside of a Spool: its folder, and what of it is known. Only spool*.cc include this.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

#include "gateway/store/spool.h"
#include "gateway/store/spool_record.h"

namespace tipline::store {

// An open file, closed with this object.
class File {
 public:
  explicit File(int fd = -1) : fd_(fd) {}
  File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  File& operator=(File&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }
  bool open() const { return fd_ >= 0; }

 private:
  int fd_;
};

// kUnavailable with what errno says.
Error DiskError(const char* doing);
// Numbers of file names and of `progress`: all of one length, so that sorted by name is by age.
std::string Digits(uint64_t number);
bool WriteAt(int fd, std::string_view bytes, uint64_t offset);

struct Spool::State {
  struct Waiting {
    uint64_t segment = 0;
    RecordPlace place;
  };

  State(std::string d, const Key& k, const SpoolLimits& l) : dir(std::move(d)), key(k), limits(l) {}

  Status Begin();
  Status ReadSegment(uint64_t number, bool last);
  Status BeginSegment();
  Result<uint64_t> Add(const SpoolEntry& entry);
  Result<std::optional<SpoolEntry>> Next();
  Status Finish();
  Status SetAside(const Waiting& first, std::string_view record);
  Status RemoveDone();
  void NoteHead() { head = waiting.empty() ? next_sequence : waiting.front().place.sequence; }
  std::string PathOf(uint64_t segment) const { return dir + "/" + Digits(segment) + ".spool"; }

  const std::string dir;
  const Key& key;
  const SpoolLimits limits;
  std::atomic<uint64_t> head{1};

  mutable std::mutex mutex;  // guards all below
  File lock, progress, active;
  uint64_t active_segment = 0;
  std::map<uint64_t, uint64_t> segments;  // number -> bytes
  std::set<uint64_t> kept;                // damaged ones: renamed when they are done, not removed
  std::deque<Waiting> waiting;            // in order
  uint64_t confirmed = 1;                 // the sequence that `progress` held at the start
  uint64_t next_sequence = 1;
  uint64_t next_segment = 1;
  uint64_t bytes = 0;
  uint64_t damaged = 0;
  bool read = false;  // the first in line was given out by ReadNext
};

}  // namespace tipline::store
