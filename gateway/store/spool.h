// Where an SMS waits while Redis is away: appended, sealed with the session key, on disk before
// Append returns, and replayed in order by one reader. A folder of numbered segments (0700, files
// 0600); a segment goes once all of it is confirmed.
//   record    "TLSP" | length u32 | sequence u64 | checksum 16 hex digits (BLAKE2b) | sealed
//   progress  the sequence of the first record that is not confirmed
// A crash may leave a torn last record, which was never acknowledged: it is cut. Damage elsewhere
// is skipped and counted, and its segment kept as `damaged-<number>`; a record that another key
// sealed is set aside in `aside-<sequence>`. Thread-safe. Tests: tests/gateway/store/spool_test.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/base/crypto.h"

namespace tipline::store {

struct SpoolEntry {
  std::string channel;
  TimePoint received_at{};
  std::string inbound;  // EncodeInbound's JSON
};

struct SpoolLimits {
  uint64_t total_bytes = 256ull << 20;  // about 300,000 messages
  uint64_t segment_bytes = 8ull << 20;
};

class Spool {
 public:
  // Makes the folder if it is missing. `key` must outlive the spool. kUnavailable: the folder
  // cannot be used, or another process has it open.
  static Result<std::unique_ptr<Spool>> Open(const std::string& dir, const Key& key,
                                             const SpoolLimits& limits = {});
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // On disk when it returns; its sequence. kUnavailable: full, or the disk failed; nothing was kept
  // then.
  Result<uint64_t> Append(const SpoolEntry& entry);

  // The oldest entry that is not confirmed; the same again until Confirm. Nothing: all is done.
  // kUnavailable: the disk.
  Result<std::optional<SpoolEntry>> ReadNext();
  // The entry of the last ReadNext is safe elsewhere.
  Status Confirm();

  // Sequence of the oldest entry that is not confirmed, or of the next to come; it only grows. Does
  // not wait for a disk.
  uint64_t head() const;
  uint64_t next() const;     // sequence of the next to come
  size_t depth() const;      // entries that wait
  uint64_t bytes() const;    // of all segments
  uint64_t damaged() const;  // records that could not be read since Open: skipped or set aside

 private:
  struct State;
  explicit Spool(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tipline::store
