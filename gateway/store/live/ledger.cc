#include "gateway/store/live/ledger.h"

#include <charconv>
#include <numeric>
#include <set>

#include "gateway/store/live/stream_fields.h"
#include "gateway/store/live/streams.h"

namespace tipline::store {
namespace {

int64_t NumberOf(std::string_view text) {
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Where "<stream>:<what>:<kind>" counts; nullptr: nothing of ours.
KindCounts* BookOf(StreamBooks& books, std::string_view what) {
  if (what == "in") return &books.in;
  if (what == "done") return &books.done;
  if (what == "buried") return &books.buried;
  if (what == "retried") return &books.retried;
  return what == "dropped" ? &books.dropped : nullptr;
}

void NoteBase(PartitionBooks& books, std::string_view name, int64_t number) {
  if (name == "tips:in") books.tips.base_in = number;
  if (name == "tips:out") books.tips.base_out = number;
  if (name == "outbound:in") books.outbound.base_in = number;
  if (name == "outbound:out") books.outbound.base_out = number;
  if (name == "dead") books.base_dead = number;
  if (name == "sql") books.base_sql = number;
}

void Note(PartitionBooks& books, std::string_view field, int64_t number) {
  if (field == "since") books.since_ms = number;
  if (field == "filed") books.filed = number;
  const size_t colon = field.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view first = field.substr(0, colon);
  const std::string_view rest = field.substr(colon + 1);
  if (first == "turn") books.turns += number;
  if (first == "base") return NoteBase(books, rest, number);
  if (first == "appended") books.appended[std::string(rest)] = number;
  if (first != "tips" && first != "outbound") return;
  KindCounts* counts =
      BookOf(first == "tips" ? books.tips : books.outbound, rest.substr(0, rest.find(':')));
  if (counts != nullptr) (*counts)[std::string(rest.substr(rest.find(':') + 1))] = number;
}

std::vector<std::string> KeysOf(int partition) {
  const std::string tag = TagOf(partition);
  return {CountersKey(tag), StreamKey(tag, "tips"), StreamKey(tag, "outbound"),
          StreamKey(tag, "dead")};
}

Command Call(const char* fcall, const char* function, int partition) {
  Command command = {fcall, function, "4"};
  for (std::string& key : KeysOf(partition))
    command.push_back(std::move(key));
  return command;
}

// Of what waits in the stream, or of a dead letter.
bool MakesATip(std::map<std::string_view, std::string_view> fields, bool letter) {
  if (letter && fields["stream"] != "tips") return false;
  return fields["kind"] == "tip" || fields["kind"] == "raw";
}

}  // namespace

int64_t SumOf(const KindCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0},
                         [](int64_t sum, const auto& one) { return sum + one.second; });
}

std::string CountersKey(std::string_view tag) {
  return StreamKey(tag, "n");
}

Ledger::Ledger(Redis& redis, int partitions) : redis_(redis), partitions_(partitions) {}

Result<std::vector<PartitionBooks>> Ledger::Read() {
  std::vector<Command> commands;
  commands.reserve(static_cast<size_t>(partitions_));
  for (int p = 0; p < partitions_; ++p)
    commands.push_back(Call("FCALL_RO", "tl_counts", p));
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  std::vector<PartitionBooks> all;
  for (int p = 0; p < partitions_; ++p) {
    const Reply reply = replies[static_cast<size_t>(p)].view();
    if (reply.is_error()) return ErrorOf(reply);
    PartitionBooks& books = all.emplace_back();
    books.partition = p;
    for (const auto& [field, number] : StreamFields(reply[0]))
      Note(books, field, NumberOf(number));
    books.tips.added = reply[1].integer();
    books.tips.waiting = reply[2].integer();
    books.outbound.added = reply[3].integer();
    books.outbound.waiting = reply[4].integer();
    books.dead = reply[5].integer();
  }
  return all;
}

Result<std::optional<std::vector<std::string>>> Ledger::Unsettled(
    const std::vector<PartitionBooks>& books, int64_t most) {
  std::vector<Command> commands;
  int64_t there = 0;
  for (const PartitionBooks& one : books) {
    there += one.tips.waiting + one.dead;
    if (one.tips.waiting > 0)
      commands.push_back({"XRANGE", StreamKey(TagOf(one.partition), "tips"), "-", "+"});
    if (one.dead > 0)
      commands.push_back({"XRANGE", StreamKey(TagOf(one.partition), "dead"), "-", "+"});
  }
  if (there > most) return std::optional<std::vector<std::string>>();
  std::set<std::string> ids;
  for (const Command& command : commands) {  // one by one: each may be long
    TRY_ASSIGN(const OwnedReply list, redis_.Run(command));
    for (size_t i = 0; i < list->size(); ++i) {
      const auto fields = StreamFields(list.view()[i][1]);
      if (MakesATip(fields, command[1].ends_with(":dead"))) ids.emplace(fields.at("id"));
    }
  }
  return std::optional(std::vector<std::string>(ids.begin(), ids.end()));
}

Status Ledger::Begin(bool anew) {
  std::vector<Command> commands;
  commands.reserve(static_cast<size_t>(partitions_));
  for (int p = 0; p < partitions_; ++p) {
    commands.push_back(Call("FCALL", "tl_count_from", p));
    commands.back().emplace_back(anew ? "1" : "0");
  }
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  for (const OwnedReply& reply : replies)
    if (reply->is_error()) return ErrorOf(reply.view());
  return Unit{};
}

Status Ledger::BeginSql(int64_t base, bool anew) {
  TRY(redis_.Run(
      {anew ? "HSET" : "HSETNX", CountersKey(TagOf(0)), "base:sql", std::to_string(base)}));
  return Unit{};
}

}  // namespace tipline::store
