#include "gateway/store/spool.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "flows/base/json.h"
#include "gateway/base/files.h"
#include "gateway/base/log.h"
#include "gateway/store/spool_state.h"

namespace tipline::store {
namespace {

std::string Context(uint64_t sequence) {
  return "spool|" + std::to_string(sequence);
}

std::string EncodeEntry(const SpoolEntry& entry) {
  return DumpJson({{"channel", entry.channel},
                   {"received_at", ToMillis(entry.received_at)},
                   {"inbound", entry.inbound}});
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
                    json["inbound"].get<std::string>()};
}

}  // namespace

Result<uint64_t> Spool::State::Add(const SpoolEntry& entry) {
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
  segments[active_segment] += record.size();
  bytes += record.size();
  return next_sequence++;
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
  NoteHead();
  return RemoveDone();
}

Result<std::unique_ptr<Spool>> Spool::Open(const std::string& dir, const Key& key,
                                           const SpoolLimits& limits) {
  auto state = std::make_unique<State>(dir, key, limits);
  TRY(state->Begin());
  return std::unique_ptr<Spool>(new Spool(std::move(state)));
}

Spool::Spool(std::unique_ptr<State> state) : state_(std::move(state)) {}
Spool::~Spool() = default;

Result<uint64_t> Spool::Append(const SpoolEntry& entry) {
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

uint64_t Spool::head() const {
  return state_->head.load();
}

uint64_t Spool::next() const {
  const std::lock_guard lock(state_->mutex);
  return state_->next_sequence;
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
