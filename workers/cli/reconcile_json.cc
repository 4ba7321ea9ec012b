#include <algorithm>

#include <nlohmann/json.hpp>

#include "workers/cli/reconcile.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

void AddTo(store::KindCounts& sums, const store::KindCounts& counts) {
  for (const auto& [kind, count] : counts)
    sums[kind] += count;
}

Json ChecksJson(const std::vector<store::BookCheck>& checks) {
  Json list = Json::array();
  for (const store::BookCheck& check : checks) {
    Json places = Json::array();
    for (const store::Difference& one : check.partitions)
      places.push_back({{"partition", one.partition}, {"left", one.left}, {"right", one.right}});
    list.push_back({{"name", check.name},
                    {"left", check.left},
                    {"right", check.right},
                    {"ok", check.ok},
                    {"meaning", check.meaning},
                    {"partitions", places}});
  }
  return list;
}

// The newest beginning: from then on all is counted.
Json Since(const std::vector<store::PartitionBooks>& partitions) {
  int64_t latest = 0;
  for (const store::PartitionBooks& one : partitions)
    latest = std::max(latest, one.since_ms);
  return latest == 0 ? Json() : Json(FormatTime(FromMillis(latest)));
}

}  // namespace

Json BooksJson(const store::Books& books) {
  store::KindCounts appended, done;
  int64_t steps = 0, filed = 0, entries = 0, waiting = 0, outbound = 0, dead = 0;
  int64_t buried = 0, retried = 0, dropped = 0;
  for (const store::PartitionBooks& one : books.partitions) {
    steps += one.steps();
    filed += one.filed;
    entries += store::SumOf(one.tips.in);
    waiting += one.tips.waiting;
    outbound += one.outbound.waiting;
    dead += one.dead;
    AddTo(appended, one.appended);
    AddTo(done, one.tips.done);
    for (const store::StreamBooks& stream : {one.tips, one.outbound}) {
      buried += store::SumOf(stream.buried);
      retried += store::SumOf(stream.retried);
      dropped += store::SumOf(stream.dropped);
    }
  }
  return {{"taken", steps + filed + store::SumOf(appended)},
          {"steps", steps},
          {"filed", filed},
          {"appended", Json(appended)},
          {"entries", entries},
          {"done", Json(done)},
          {"waiting", waiting},
          {"dead", dead},
          {"buried", buried},
          {"retried", retried},
          {"dropped", dropped},
          {"outbound_waiting", outbound},
          {"spooled", books.spool ? Json(books.spool->waiting) : Json()},
          {"sql_tips", books.sql ? Json(books.sql->rows) : Json()},
          {"since", Since(books.partitions)},
          {"unaccounted", books.unaccounted()},
          {"checks", ChecksJson(books.checks)},
          {"ok", books.ok()}};
}

store::BookCheck NothingWaits(int64_t waiting) {
  store::BookCheck check;
  check.name = "waiting";
  check.left = waiting;
  check.ok = waiting == 0;
  check.meaning = check.ok ? "what waits for the workers or in the spool = nothing"
                           : "there are still messages that wait; are tipline-worker and "
                             "tipline-gateway running? see tipline doctor";
  return check;
}

}  // namespace tipline::cli
