// What must add up. Pure.
#include "gateway/store/reconcile.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace tipline::store {
namespace {

// Both sides of an equation, in one partition.
struct Sides {
  int64_t left = 0, right = 0;
};

struct Equation {
  const char* name;
  Sides (*of)(const PartitionBooks& books);
  const char* meaning;
  const char* more;  // left is more than right
  const char* less;
};

// At the door against where things are now. A turn may file more than one tip.
Sides Webhooks(const PartitionBooks& b) {
  const int64_t appended = SumOf(b.appended);
  const int64_t further = SumOf(b.tips.in) - b.filed - appended;
  const int64_t entries = SumOf(b.tips.done) + b.tips.waiting + b.tips.given_up() +
                          SumOf(b.tips.dropped) + b.tips.base_out - b.tips.base_in;
  return {b.steps() + b.filed + appended, b.steps() + entries - further};
}

Sides TipsIn(const PartitionBooks& b) {
  return {SumOf(b.tips.in) + SumOf(b.tips.retried) + b.tips.base_in, b.tips.added};
}

Sides Out(const StreamBooks& b) {
  return {b.added, SumOf(b.done) + SumOf(b.buried) + b.waiting + b.base_out};
}

Sides TipsOut(const PartitionBooks& b) {
  return Out(b.tips);
}

Sides OutboundOut(const PartitionBooks& b) {
  return Out(b.outbound);
}

Sides Dead(const PartitionBooks& b) {
  return {b.tips.given_up() + b.outbound.given_up() + b.base_dead, b.dead};
}

constexpr const char* kUncounted =
    "entries were written or removed that our functions did not count: by hand, with rights of "
    "another release (ops/redis/users.acl.in), or by functions of one; find out, then: tipline "
    "reconcile --accept";
constexpr const char* kVanished =
    "entries left the stream without being done or buried: removed by hand, or Redis came back "
    "from a damaged file; ask the senders for what came in then, then: tipline reconcile --accept";
constexpr const char* kTwice =
    "more was done than ever came in: Redis came back from another copy, or counters were changed "
    "by hand; compare the copies, then: tipline reconcile --accept";
constexpr const char* kLettersGone =
    "dead letters went without tipline doctor --retry or --drop: removed by hand; then: tipline "
    "reconcile --accept";

constexpr Equation kEquations[] = {
    {"webhooks", Webhooks,
     "webhooks taken = steps of conversations + entries done, waiting, dead or dropped", kVanished,
     kUncounted},
    {"tips_in", TipsIn, "entries that turns and webhooks filed = entries that Redis added", kTwice,
     kUncounted},
    {"tips_out", TipsOut, "tips added = done + buried + waiting", kVanished, kTwice},
    {"outbound_out", OutboundOut, "messages added = done + buried + waiting", kVanished, kTwice},
    {"dead", Dead, "buried = dead letters there + retried + dropped", kLettersGone, kUncounted},
};

BookCheck Check(const Equation& equation, const std::vector<PartitionBooks>& partitions) {
  BookCheck check;
  check.name = equation.name;
  check.meaning = equation.meaning;
  for (const PartitionBooks& one : partitions) {
    if (one.since_ms == 0) continue;
    const auto [left, right] = equation.of(one);
    check.left += left;
    check.right += right;
    if (left != right) check.partitions.push_back({one.partition, left, right});
  }
  check.ok = check.partitions.empty();
  if (!check.ok) {
    const Difference& first = check.partitions.front();
    check.meaning = first.left > first.right ? equation.more : equation.less;
  }
  return check;
}

BookCheck Begun(const std::vector<PartitionBooks>& partitions, const std::optional<SqlBooks>& sql) {
  BookCheck check;
  check.name = "begun";
  check.left = std::count_if(partitions.begin(), partitions.end(),
                             [](const PartitionBooks& one) { return one.since_ms > 0; }) +
               (sql && sql->begun ? 1 : 0);
  check.right = static_cast<int64_t>(partitions.size()) + (sql ? 1 : 0);
  check.ok = check.left == check.right;
  check.meaning = check.ok ? "partitions (and SQL) that are counted = all"
                           : "not all is counted yet: tipline-worker begins with it when it "
                             "starts, and with SQL in a quiet moment; nothing is lost by that";
  return check;
}

BookCheck Cases(const SqlBooks& sql) {
  BookCheck check;
  check.name = "cases";
  check.left = std::clamp(sql.rows, sql.low, std::max(sql.low, sql.high));
  check.right = sql.rows;
  check.ok = check.left == check.right;
  if (check.ok)
    check.meaning = sql.steady ? "tips that are done, or wait with their row there = tips in SQL"
                               : "tips in SQL are within what was done while they were counted";
  else if (check.left > check.right)
    check.meaning =
        "tips were done whose rows are not in SQL: an older copy of the database was brought back, "
        "rows were removed, or a message came again after three days and was filed once; look for "
        "them in the copies, then: tipline reconcile --accept";
  else
    check.meaning =
        "SQL has tips that Redis does not know: Redis lost its files or an older copy was brought "
        "back, and what waited in it may be missing; ask the senders for what came in since, then: "
        "tipline reconcile --accept";
  return check;
}

BookCheck SpoolCheck(const SpoolLook& look) {
  BookCheck check;
  check.name = "spool";
  check.left = static_cast<int64_t>(look.aside);
  check.ok = look.aside == 0;
  check.meaning = check.ok ? "messages of the spool that nobody can replay = none"
                           : "files in the spool are set aside: damaged, or another session.key "
                             "sealed them; bring that key back, or take them away once read";
  return check;
}

}  // namespace

int64_t BookCheck::off() const {
  if (partitions.empty()) return std::abs(left - right);
  return std::accumulate(
      partitions.begin(), partitions.end(), int64_t{0},
      [](int64_t sum, const Difference& one) { return sum + std::abs(one.left - one.right); });
}

bool Books::begun() const {
  return std::none_of(checks.begin(), checks.end(),
                      [](const BookCheck& check) { return check.name == "begun" && !check.ok; });
}

bool Books::ok() const {
  return std::all_of(checks.begin(), checks.end(), [](const BookCheck& check) { return check.ok; });
}

int64_t Books::unaccounted() const {
  int64_t most = 0;
  for (const BookCheck& check : checks)
    if (check.name != "begun") most = std::max(most, check.off());
  return most;
}

std::vector<BookCheck> Judge(const std::vector<PartitionBooks>& partitions,
                             const std::optional<SqlBooks>& sql,
                             const std::optional<SpoolLook>& spool) {
  std::vector<BookCheck> checks = {Begun(partitions, sql)};
  for (const Equation& equation : kEquations)
    checks.push_back(Check(equation, partitions));
  if (sql && sql->begun && checks.front().ok) checks.push_back(Cases(*sql));
  if (spool) checks.push_back(SpoolCheck(*spool));
  return checks;
}

}  // namespace tipline::store
