// The books: durable counters of each partition, written only inside the functions that do what is
// counted (conversations.lua, streams.lua), and what Redis itself knows of the streams, read in one
// moment. gateway/store/reconcile.h compares them. Functions: ledger.lua.
//   tl:{pNN}:n  hash: turn:<passage>     turns committed, by what happened in them: the funnel
//                     filed              of these: with an entry for the tips
//                     appended:<kind>    taken outside of a turn: raw, status
//                     <stream>:in:<kind> entries that came in (tips only: of the outbound stream
//                                        Redis' own count is enough)
//                     <stream>:done|buried|retried|dropped:<kind>
//                     since, base:*      when the books began, and what did not add up by then
//                     base:sql           tips in SQL by then (partition 0 only)
// A repeat is counted once, a conflict never. One thread at a time. Tests:
// tests/gateway/store/live/ledger_test.cc.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "gateway/store/redis.h"

namespace tipline::store {

using KindCounts = std::map<std::string, int64_t>;
int64_t SumOf(const KindCounts& counts);

struct StreamBooks {
  int64_t added = 0;    // ever, as Redis counts them
  int64_t waiting = 0;  // there now: not taken yet, or not acknowledged
  KindCounts in, done, buried, retried, dropped;
  int64_t base_in = 0, base_out = 0;
  bool operator==(const StreamBooks&) const = default;
  // Buried and neither retried nor dropped since.
  int64_t given_up() const { return SumOf(buried) - SumOf(retried) - SumOf(dropped); }
};

struct PartitionBooks {
  int partition = 0;
  int64_t since_ms = 0;  // 0: they have not begun
  int64_t turns = 0, filed = 0;
  int64_t steps() const { return turns - filed; }
  KindCounts appended;
  StreamBooks tips, outbound;
  int64_t dead = 0;  // letters there now, of all streams
  int64_t base_dead = 0;
  std::optional<int64_t> base_sql;  // partition 0
  bool operator==(const PartitionBooks&) const = default;
};

std::string CountersKey(std::string_view tag);  // "tl:{p07}:n"
constexpr const char* kTurnField = "turn:";

class Ledger {
 public:
  // `redis` must outlive it.
  Ledger(Redis& redis, int partitions);

  // Every partition in one moment of its own. kUnavailable also if no worker has loaded the
  // functions yet.
  Result<std::vector<PartitionBooks>> Read();
  // Ids of tips (kinds "tip" and "raw") that wait or are dead letters; nothing: more than `most`
  // entries are there.
  Result<std::optional<std::vector<std::string>>> Unsettled(
      const std::vector<PartitionBooks>& books, int64_t most);

  // Books that have not begun begin now; `anew`: all of them, and what does not add up is accepted.
  Status Begin(bool anew = false);
  // The tips in SQL that the books begin with; unless `anew`, only if nothing is noted yet.
  Status BeginSql(int64_t base, bool anew = false);

 private:
  Redis& redis_;
  const int partitions_;
};

}  // namespace tipline::store
