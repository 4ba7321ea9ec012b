// What waits for the workers: tips and outbound messages, one stream of each kind in
// every partition, and the dead letters beside them. One consumer group; a partition has one active
// consumer at a time (leases.h), which keeps a person's messages in order. At least once: do the
// work under the entry's `id`, then Ack. Redis: functions of streams.lua.
//   tl:{pNN}:tips|outbound            streams: id, kind, sealed, meta
//   tl:{pNN}:dead                     stream: stream, id, kind, sealed, meta, error, attempts
//   tl:{pNN}:m:<stream>:<id>          string: an entry that was appended; expires after kSeenTtl
// Tests: tests/gateway/store/live/streams_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/store/live/conversations.h"
#include "gateway/store/live/leases.h"
#include "gateway/store/redis.h"

namespace tipline::store {

constexpr std::string_view kGroup = "workers";
constexpr std::array<std::string_view, 2> kStreams = {"tips", "outbound"};
constexpr int kReadCount = 128;  // entries of one call: replies and functions stay short

std::string TagOf(int partition);                                      // "{p07}"
std::string StreamKey(std::string_view tag, std::string_view stream);  // "tl:{p07}:tips"

// Appends one entry, once: an entry of that stream and id that came within kSeenTtl is not appended
// again. The reply is an integer: 1 appended, 0 it was there.
Command AppendCommand(std::string_view tag, const StreamEntry& entry);

// An entry as handed to a consumer.
struct Delivered {
  int partition = 0;
  std::string stream;  // "tips", "outbound"
  std::string entry;   // Redis entry id, "1790000000000-0"
  std::string id, kind, sealed, meta;
  int64_t deliveries = 1;  // times handed out, this one included
  TimePoint appended_at() const;
};

struct DeadLetter {
  int partition = 0;
  std::string entry;  // of the dead-letter stream
  std::string stream, id, kind, sealed, meta, error;
  int64_t attempts = 0;
  TimePoint buried_at() const;
};

// Sums over all partitions, for doctor and metrics.
struct StreamCounts {
  std::string stream;
  int64_t length = 0;     // entries kept
  int64_t pending = 0;    // handed out, not acknowledged
  int64_t lag = 0;        // not handed out yet
  int64_t appended = 0;   // ever
  int64_t oldest_ms = 0;  // UTC time of the oldest entry that is not acknowledged; 0: none
};

// One thread at a time. `redis` must outlive this object. All errors of Redis come back:
// kUnavailable may be tried again. Ack and Bury with the object that read: it remembers what it
// handed out.
class Streams {
 public:
  Streams(Redis& redis, int partitions, std::string consumer);

  // Streams and groups of all partitions; what exists stays. Once at the start (Read does it again
  // if they went missing).
  Status EnsureGroups();

  // Entries of one kind of stream in the leased partitions, each partition in order. A partition
  // that was just leased first gives what its consumers before (or this one before a crash) left
  // unacknowledged, then new entries. `count`: about that many in all. Waits up to `block` for the
  // first (keep it well below the lease time); empty: nothing came.
  Result<std::vector<Delivered>> Read(std::string_view stream, const std::vector<Lease>& leases,
                                      int count = kReadCount, Millis block = Millis(0));
  // Done with these. Acknowledged tips and outbound entries are deleted: nothing is kept longer
  // than it is needed.
  Status Ack(const std::vector<Delivered>& entries);
  // Gives up on an entry: copies it to the dead letters and acknowledges it, in one step. `error`:
  // a code, no words of people.
  Status Bury(const Delivered& entry, std::string_view error);

  Result<int64_t> Append(std::string_view tag, const StreamEntry& entry);  // AppendCommand

  // Oldest first.
  Result<std::vector<DeadLetter>> DeadLetters(int count = kReadCount);
  // Back to the end of its stream. kNotFound.
  Status Retry(int partition, const std::string& entry);
  Status Drop(int partition, const std::string& entry);  // for good; kNotFound
  Result<int64_t> DeadCount();

  Result<std::vector<StreamCounts>> Counts();  // in the order of kStreams

 private:
  using Place = std::pair<std::string, int>;  // stream, partition
  struct Progress {
    int64_t lease = 0;           // Lease::epoch that it belongs to
    std::string cursor = "0-0";  // how far pending entries were seen
    bool recovered = false;      // all of them
    std::set<std::string> out;   // entries handed out under this lease, not settled yet
  };
  Result<std::vector<Delivered>> Recover(std::string_view stream, const std::vector<Lease>& leases,
                                         int count);
  Result<std::vector<Delivered>> ReadNew(std::string_view stream, const std::vector<Lease>& leases,
                                         int count, Millis block);
  Result<StreamCounts> CountsOf(std::string_view stream);
  Progress& At(std::string_view stream, const Lease& lease);
  void RecoverAgain(std::string_view stream, const std::vector<Lease>& leases);
  void HandOut(std::vector<Delivered>& entries, Delivered entry);
  void Settled(const Delivered& entry);
  Command ClaimCommand(std::string_view stream, int partition, std::string_view cursor,
                       int count) const;
  // The next cursor; "0-0": all were seen.
  Result<std::string> TakeClaimed(std::string_view stream, int partition, const Reply& reply,
                                  std::vector<Delivered>& into);

  Redis& redis_;
  const int partitions_;
  const std::string consumer_;
  std::map<Place, Progress> progress_;
};

}  // namespace tipline::store
