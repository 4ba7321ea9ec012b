// The files of a spool: what an earlier process left, new segments, those that are done.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "gateway/base/files.h"
#include "gateway/base/log.h"
#include "gateway/store/spool_state.h"

namespace tipline::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".spool";
constexpr size_t kNumberDigits = 20;  // of names and of `progress`: sorted by name is by age

uint64_t NumberOf(std::string_view digits) {
  uint64_t number = 0;
  for (const char c : digits.substr(0, kNumberDigits)) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  return number;
}

}  // namespace

Error DiskError(const char* doing) {
  return Unavailable(std::string("spool: ") + doing + ": " + std::strerror(errno));
}

std::string Digits(uint64_t number) {
  const std::string digits = std::to_string(number);
  return std::string(kNumberDigits - digits.size(), '0') + digits;
}

bool WriteAt(int fd, std::string_view bytes, uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(n));
    offset += static_cast<uint64_t>(n);
  }
  return true;
}

Status Spool::State::Begin() {
  std::error_code failure;
  fs::create_directories(dir, failure);
  if (::chmod(dir.c_str(), S_IRWXU) != 0) return DiskError("the folder cannot be used");
  lock = File(::open((dir + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!lock.open()) return DiskError("the folder cannot be used");
  if (::flock(lock.fd(), LOCK_EX | LOCK_NB) != 0)
    return Unavailable("spool: another process has it open");
  progress =
      File(::open((dir + "/progress").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!progress.open()) return DiskError("its progress cannot be kept");
  std::string digits(kNumberDigits, '\0');
  if (::pread(progress.fd(), digits.data(), digits.size(), 0) ==
      static_cast<ssize_t>(digits.size()))
    confirmed = std::max<uint64_t>(1, NumberOf(digits));
  next_sequence = confirmed;

  std::vector<uint64_t> numbers;
  for (const auto& file : fs::directory_iterator(dir, failure)) {
    const std::string name = file.path().filename().string();
    if (name.size() == kNumberDigits + kSuffix.size() && name.ends_with(kSuffix))
      numbers.push_back(NumberOf(name));
  }
  if (failure) return Unavailable("spool: the folder cannot be read");
  std::sort(numbers.begin(), numbers.end());
  for (const uint64_t number : numbers) {
    TRY(ReadSegment(number, number == numbers.back()));
    next_segment = number + 1;
  }
  if (damaged > 0) LogError("spool_damaged", {{"records", damaged}});
  NoteHead();
  return RemoveDone();
}

// Takes up what waits in it. Nothing is appended to an old segment, so only a crash can have torn
// its end.
Status Spool::State::ReadSegment(uint64_t number, bool last) {
  TRY_ASSIGN(const std::string file, ReadFile(PathOf(number), limits.total_bytes + kMaxRecord));
  const RecordScan scan = ScanRecords(file);
  uint64_t gaps = scan.damaged;
  uint64_t size = file.size();
  if (scan.end < file.size() && last) {
    LogWarning("spool_torn_record_cut", {{"bytes", file.size() - scan.end}});
    if (::truncate(PathOf(number).c_str(), static_cast<off_t>(scan.end)) != 0)
      return DiskError("cannot cut");
    size = scan.end;
  } else if (scan.end < file.size()) {
    ++gaps;
  }
  damaged += gaps;
  if (gaps > 0) kept.insert(number);
  for (const RecordPlace& place : scan.places) {
    if (place.sequence >= confirmed) waiting.push_back({number, place});
    next_sequence = std::max(next_sequence, place.sequence + 1);
  }
  segments[number] = size;
  bytes += size;
  return Unit{};
}

Status Spool::State::BeginSegment() {
  const uint64_t number = next_segment++;
  File fresh(
      ::open(PathOf(number).c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!fresh.open()) return DiskError("cannot begin a segment");
  TRY(SyncFolder(dir));
  active = std::move(fresh);
  active_segment = number;
  segments[number] = 0;
  return Unit{};
}

Status Spool::State::RemoveDone() {
  const uint64_t in_use = waiting.empty() ? next_segment : waiting.front().segment;
  if (segments.empty() || segments.begin()->first >= in_use) return Unit{};
  if (::fdatasync(progress.fd()) != 0) return DiskError("cannot keep its progress");
  while (!segments.empty() && segments.begin()->first < in_use) {
    const auto [number, size] = *segments.begin();
    if (number == active_segment) active = File();
    const std::string path = PathOf(number);
    const int gone = kept.contains(number)
                         ? ::rename(path.c_str(), (dir + "/damaged-" + Digits(number)).c_str())
                         : ::unlink(path.c_str());
    if (gone != 0 && errno != ENOENT) return DiskError("cannot remove a segment");
    bytes -= size;
    segments.erase(segments.begin());
  }
  return SyncFolder(dir);
}

}  // namespace tipline::store
