// Lengths, lags and trimming of Streams: for doctor, metrics and the janitor.
#include <algorithm>

#include "gateway/store/live/stream_fields.h"
#include "gateway/store/live/streams.h"

namespace tipline::store {
namespace {

// One stream of one partition, from XINFO STREAM and XINFO GROUPS.
struct Seen {
  std::string key, last_delivered;
  int64_t length = 0, appended = 0, pending = 0, lag = 0;
};

int64_t Number(const Reply& flat, std::string_view name, int64_t fallback = 0) {
  for (size_t i = 0; i + 1 < flat.size(); i += 2)
    if (flat[i].text() == name) return flat[i + 1].nil() ? fallback : flat[i + 1].integer();
  return fallback;
}

// A stream or group that does not exist yet counts as empty.
Seen Look(std::string key, const Reply& stream, const Reply& groups) {
  Seen seen;
  seen.key = std::move(key);
  seen.length = Number(stream, "length");
  seen.appended = Number(stream, "entries-added");
  seen.lag = seen.length;
  for (size_t i = 0; i < groups.size(); ++i) {
    if (StreamFields(groups[i])["name"] != kGroup) continue;
    seen.last_delivered = StreamFields(groups[i])["last-delivered-id"];
    seen.pending = Number(groups[i], "pending");
    // Redis cannot tell the lag after some deletions; then at most this many wait.
    seen.lag = Number(groups[i], "lag", std::max<int64_t>(0, seen.length - seen.pending));
  }
  return seen;
}

// Finds the oldest entry that is not acknowledged: pending ones were all appended before those that
// still wait.
Command OldestCommand(const Seen& seen) {
  if (seen.pending > 0) return {"XPENDING", seen.key, std::string(kGroup)};
  return {"XRANGE", seen.key, seen.last_delivered.empty() ? "-" : "(" + seen.last_delivered,
          "+",      "COUNT",  "1"};
}

int64_t OldestOf(const Seen& seen, const Reply& reply) {
  const std::string_view entry = seen.pending > 0 ? reply[1].text() : reply[0][0].text();
  return entry.empty() ? 0 : ToMillis(TimeOfEntry(entry));
}

bool Missing(const Reply& reply) {
  return reply.is_error() && reply.text().find("no such key") != std::string_view::npos;
}

}  // namespace

Result<StreamCounts> Streams::CountsOf(std::string_view stream) {
  std::vector<Command> look;
  for (int p = 0; p < partitions_; ++p) {
    look.push_back({"XINFO", "STREAM", StreamKey(TagOf(p), stream)});
    look.push_back({"XINFO", "GROUPS", StreamKey(TagOf(p), stream)});
  }
  TRY_ASSIGN(const auto replies, redis_.RunAll(look));
  std::vector<Seen> waiting;
  StreamCounts counts;
  counts.stream = stream;
  for (size_t i = 0; i + 1 < replies.size(); i += 2) {
    const Reply of_stream = replies[i].view();
    if (of_stream.is_error() && !Missing(of_stream)) return ErrorOf(of_stream);
    Seen seen = Look(look[i][2], of_stream, replies[i + 1].view());
    counts.length += seen.length;
    counts.appended += seen.appended;
    counts.pending += seen.pending;
    counts.lag += seen.lag;
    if (seen.pending + seen.lag > 0) waiting.push_back(std::move(seen));
  }
  std::vector<Command> oldest;
  oldest.reserve(waiting.size());
  for (const Seen& seen : waiting)
    oldest.push_back(OldestCommand(seen));
  TRY_ASSIGN(const auto found, redis_.RunAll(oldest));
  for (size_t i = 0; i < found.size(); ++i) {
    const int64_t at = OldestOf(waiting[i], found[i].view());
    if (at > 0 && (counts.oldest_ms == 0 || at < counts.oldest_ms)) counts.oldest_ms = at;
  }
  return counts;
}

Result<std::vector<StreamCounts>> Streams::Counts() {
  std::vector<StreamCounts> all;
  for (const std::string_view stream : kStreams) {
    TRY_ASSIGN(auto counts, CountsOf(stream));
    all.push_back(std::move(counts));
  }
  return all;
}

}  // namespace tipline::store
