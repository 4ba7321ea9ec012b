#include "gateway/store/spool.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flows/base/json.h"
#include "gateway/base/files.h"
#include "gateway/base/log.h"
#include "gateway/store/spool_record.h"

namespace tipline::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".spool";
constexpr size_t kNumberDigits = 20;  // of names and of `progress`: sorted by name is by age

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

Error DiskError(const char* doing) {
  return Unavailable(std::string("spool: ") + doing + ": " + std::strerror(errno));
}

std::string Digits(uint64_t number) {
  const std::string digits = std::to_string(number);
  return std::string(kNumberDigits - digits.size(), '0') + digits;
}

uint64_t NumberOf(std::string_view digits) {
  uint64_t number = 0;
  for (const char c : digits.substr(0, kNumberDigits)) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  return number;
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

std::string Context(uint64_t sequence) {
  return "spool|" + std::to_string(sequence);
}

std::string EncodeEntry(const SpoolEntry& entry) {
  return DumpJson({{"channel", entry.channel},
                   {"received_at", ToMillis(entry.received_at)},
                   {"inbound", entry.inbound},
                   {"replied", entry.replied}});
}

Result<SpoolEntry> DecodeEntry(std::string_view text) {
  JsonLimits limits;
  limits.bytes = kMaxRecord;
  TRY_ASSIGN(const auto json, ParseJson(text, limits));
  if (!json.is_object() || !json.contains("channel") || !json.contains("received_at") ||
      !json.contains("inbound"))
    return Invalid("a spool entry lacks a field");
  if (!json["channel"].is_string() || !json["received_at"].is_number_integer() ||
      !json["inbound"].is_string())
    return Invalid("a spool entry has a wrong field");
  return SpoolEntry{json["channel"].get<std::string>(),
                    FromMillis(json["received_at"].get<int64_t>()),
                    json["inbound"].get<std::string>(), json.value("replied", false)};
}

}  // namespace

struct Spool::State {
  struct Waiting {
    uint64_t segment = 0;
    RecordPlace place;
  };

  State(std::string d, const Key& k, const SpoolLimits& l) : dir(std::move(d)), key(k), limits(l) {}

  Status Begin();
  Status ReadSegment(uint64_t number, bool last);
  Status BeginSegment();
  Status Add(const SpoolEntry& entry);
  Result<std::optional<SpoolEntry>> Next();
  Status Finish();
  Status SetAside(const Waiting& first, std::string_view record);
  Status RemoveDone();
  std::string PathOf(uint64_t segment) const {
    return dir + "/" + Digits(segment) + std::string(kSuffix);
  }

  const std::string dir;
  const Key& key;
  const SpoolLimits limits;

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

Status Spool::State::Add(const SpoolEntry& entry) {
  const std::string sealed = Seal(key, Context(next_sequence), EncodeEntry(entry));
  if (sealed.size() > kMaxRecord) return Invalid("spool: the message is too large");
  const std::string record = EncodeRecord(next_sequence, sealed);
  if (bytes + record.size() > limits.total_bytes) return Unavailable("spool: full");
  if (!active.open() || segments[active_segment] + record.size() > limits.segment_bytes)
    TRY(BeginSegment());

  const uint64_t offset = segments[active_segment];
  if (!WriteAt(active.fd(), record, offset) || ::fdatasync(active.fd()) != 0) {
    const Error error = DiskError("cannot write");
    // What was written must not be replayed: the provider will be told to send it again. If it
    // cannot be cut off, nothing is put behind it.
    if (::ftruncate(active.fd(), static_cast<off_t>(offset)) != 0 || ::fdatasync(active.fd()) != 0)
      active = File();
    return error;
  }
  waiting.push_back({active_segment, {offset, record.size(), next_sequence}});
  ++next_sequence;
  segments[active_segment] += record.size();
  bytes += record.size();
  return Unit{};
}

Result<std::optional<SpoolEntry>> Spool::State::Next() {
  while (!waiting.empty()) {
    const Waiting first = waiting.front();
    std::string record(first.place.size, '\0');
    const File file(::open(PathOf(first.segment).c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.open()) return DiskError("cannot read");
    const ssize_t n =
        ::pread(file.fd(), record.data(), record.size(), static_cast<off_t>(first.place.offset));
    if (n < 0) return DiskError("cannot read");
    record.resize(static_cast<size_t>(n));
    const auto sealed = SealedOfRecord(record);
    const auto plain = sealed ? tipline::Open(key, Context(first.place.sequence), *sealed) : sealed;
    auto entry = plain ? DecodeEntry(*plain) : Result<SpoolEntry>(plain.error());
    if (entry) {
      read = true;
      return std::optional<SpoolEntry>(*std::move(entry));
    }
    LogError("spool_record_set_aside", entry.error(), {{"sequence", first.place.sequence}});
    TRY(SetAside(first, record));
  }
  return std::optional<SpoolEntry>();
}

// One record that cannot be opened must not hold up those behind it; its bytes are kept for who has
// the right key.
Status Spool::State::SetAside(const Waiting& first, std::string_view record) {
  TRY(ReplaceFile(dir + "/aside-" + std::to_string(first.place.sequence), record,
                  S_IRUSR | S_IWUSR));
  ++damaged;
  read = true;
  return Finish();
}

Status Spool::State::Finish() {
  if (!read || waiting.empty()) return Conflict("spool: nothing was read that could be confirmed");
  // Without an fsync each time: after a loss of power some records are replayed again, and answered
  // as the repeats they are.
  if (!WriteAt(progress.fd(), Digits(waiting.front().place.sequence + 1), 0))
    return DiskError("cannot keep its progress");
  waiting.pop_front();
  read = false;
  return RemoveDone();
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

Result<std::unique_ptr<Spool>> Spool::Open(const std::string& dir, const Key& key,
                                           const SpoolLimits& limits) {
  auto state = std::make_unique<State>(dir, key, limits);
  TRY(state->Begin());
  return std::unique_ptr<Spool>(new Spool(std::move(state)));
}

Spool::Spool(std::unique_ptr<State> state) : state_(std::move(state)) {}
Spool::~Spool() = default;

Status Spool::Append(const SpoolEntry& entry) {
  const std::lock_guard lock(state_->mutex);
  return state_->Add(entry);
}

Result<std::optional<SpoolEntry>> Spool::ReadNext() {
  const std::lock_guard lock(state_->mutex);
  return state_->Next();
}

Status Spool::Confirm() {
  const std::lock_guard lock(state_->mutex);
  return state_->Finish();
}

size_t Spool::depth() const {
  const std::lock_guard lock(state_->mutex);
  return state_->waiting.size();
}

uint64_t Spool::bytes() const {
  const std::lock_guard lock(state_->mutex);
  return state_->bytes;
}

uint64_t Spool::damaged() const {
  const std::lock_guard lock(state_->mutex);
  return state_->damaged;
}

}  // namespace tipline::store
