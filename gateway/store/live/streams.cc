#include "gateway/store/live/streams.h"

#include <algorithm>
#include <charconv>

#include "gateway/base/log.h"
#include "gateway/store/live/ledger.h"
#include "gateway/store/live/stream_fields.h"

namespace tipline::store {
namespace {

constexpr const char* kNone = "0-0";
constexpr size_t kAckAtOnce =
    500;  // arguments of one function call: Lua unpacks some thousands at most
constexpr Millis kBlockSlack{2000};  // a blocking read may answer that much late

Delivered EntryOf(std::string_view stream, int partition, const Reply& id, const Reply& flat) {
  auto fields = StreamFields(flat);
  Delivered entry;
  entry.partition = partition;
  entry.stream = stream;
  entry.entry = id.text();
  entry.id = fields["id"];
  entry.kind = fields["kind"];
  entry.sealed = fields["sealed"];
  entry.meta = fields["meta"];
  return entry;
}

bool IsNoGroup(const Reply& reply) {
  return reply.is_error() && reply.text().substr(0, 7) == "NOGROUP";
}

// Redis counts for each stream, callers for all: never less than one each.
int Share(int count, size_t streams) {
  return std::max(1, count / std::max(1, static_cast<int>(streams)));
}

}  // namespace

std::string TagOf(int partition) {
  std::string tag = "{p";  // short enough to need no memory of its own
  if (partition < 10) tag += '0';
  return tag.append(std::to_string(partition)).append("}");
}

std::string StreamKey(std::string_view tag, std::string_view stream) {
  return "tl:" + std::string(tag) + ":" + std::string(stream);
}

std::map<std::string_view, std::string_view> StreamFields(const Reply& flat) {
  std::map<std::string_view, std::string_view> fields;
  for (size_t i = 0; i + 1 < flat.size(); i += 2)
    fields[flat[i].text()] = flat[i + 1].text();
  return fields;
}

TimePoint TimeOfEntry(std::string_view entry) {
  int64_t ms = 0;
  std::from_chars(entry.data(), entry.data() + entry.size(), ms);
  return FromMillis(ms);
}

TimePoint Delivered::appended_at() const {
  return TimeOfEntry(entry);
}

Command AppendCommand(std::string_view tag, const StreamEntry& entry) {
  const bool counted = entry.stream == "tips";  // the console may not touch the counters
  Command command = {"FCALL", "tl_append", counted ? "3" : "2", StreamKey(tag, entry.stream),
                     StreamKey(tag, "m:" + entry.stream + ":" + entry.id)};
  if (counted) command.push_back(CountersKey(tag));
  command.insert(command.end(), {entry.id, entry.kind, entry.sealed, entry.meta,
                                 std::to_string(Millis(kSeenTtl).count())});
  return command;
}

Streams::Streams(Redis& redis, int partitions, std::string consumer)
    : redis_(redis), partitions_(partitions), consumer_(std::move(consumer)) {}

Status Streams::EnsureGroups() {
  std::vector<Command> commands;
  for (int p = 0; p < partitions_; ++p)
    for (const std::string_view stream : kStreams)
      commands.push_back(
          {"XGROUP", "CREATE", StreamKey(TagOf(p), stream), std::string(kGroup), "0", "MKSTREAM"});
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  for (const OwnedReply& reply : replies)
    if (reply->is_error() && reply->text().substr(0, 9) != "BUSYGROUP")
      return ErrorOf(reply.view());
  // Without rights to count, say: no message may wait for that. `tipline reconcile` says so too.
  const Status counted = Ledger(redis_, partitions_).Begin();
  if (!counted) LogWarning("books_not_begun", counted.error());
  return Unit{};
}

Streams::Progress& Streams::At(std::string_view stream, const Lease& lease) {
  Progress& progress = progress_[{std::string(stream), lease.partition}];
  if (progress.lease != lease.epoch) {
    progress = {};
    progress.lease = lease.epoch;
  }
  return progress;
}

void Streams::HandOut(std::vector<Delivered>& entries, Delivered entry) {
  const bool fresh = progress_[{entry.stream, entry.partition}].out.insert(entry.entry).second;
  if (fresh) entries.push_back(std::move(entry));
}

void Streams::Settled(const Delivered& entry) {
  const auto it = progress_.find({entry.stream, entry.partition});
  if (it != progress_.end()) it->second.out.erase(entry.entry);
}

Result<std::vector<Delivered>> Streams::Read(std::string_view stream,
                                             const std::vector<Lease>& leases, int count,
                                             Millis block) {
  if (leases.empty()) return std::vector<Delivered>();
  TRY_ASSIGN(auto entries, Recover(stream, leases, count));
  if (!entries.empty()) return entries;
  return ReadNew(stream, leases, count, block);
}

// Under a fresh lease nobody else works on the partition, so whatever is pending was left behind,
// by whomever.
Result<std::vector<Delivered>> Streams::Recover(std::string_view stream,
                                                const std::vector<Lease>& leases, int count) {
  std::vector<Delivered> entries;
  while (entries.empty()) {
    std::vector<Lease> asked;
    for (const Lease& lease : leases)
      if (!At(stream, lease).recovered) asked.push_back(lease);
    if (asked.empty()) break;
    std::vector<Command> commands;
    commands.reserve(asked.size());
    for (const Lease& lease : asked)
      commands.push_back(ClaimCommand(stream, lease.partition, At(stream, lease).cursor,
                                      Share(count, asked.size())));
    TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
    Status failed = Unit{};
    for (size_t i = 0; i < asked.size(); ++i) {
      auto cursor = TakeClaimed(stream, asked[i].partition, replies[i].view(), entries);
      if (!cursor) {
        failed = cursor.error();
        continue;
      }
      Progress& progress = At(stream, asked[i]);
      progress.recovered = *cursor == kNone;
      progress.cursor = *std::move(cursor);
    }
    if (!failed && entries.empty())
      return failed.error();  // what was claimed must not be dropped for another's error
  }
  return entries;
}

// A read whose reply was lost may have handed entries out that nobody saw.
void Streams::RecoverAgain(std::string_view stream, const std::vector<Lease>& leases) {
  for (const Lease& lease : leases) {
    At(stream, lease).cursor = kNone;
    At(stream, lease).recovered = false;
  }
}

Result<std::vector<Delivered>> Streams::ReadNew(std::string_view stream,
                                                const std::vector<Lease>& leases, int count,
                                                Millis block) {
  Command command = {"XREADGROUP",
                     "GROUP",
                     std::string(kGroup),
                     consumer_,
                     "COUNT",
                     std::to_string(Share(count, leases.size()))};  // COUNT is for each stream
  if (block.count() > 0) command.insert(command.end(), {"BLOCK", std::to_string(block.count())});
  command.emplace_back("STREAMS");
  std::map<std::string, int> partition_of;
  for (const Lease& lease : leases) {
    command.push_back(StreamKey(TagOf(lease.partition), stream));
    partition_of[command.back()] = lease.partition;
  }
  command.insert(command.end(), leases.size(), ">");
  const auto replies =
      redis_.RunAll({command}, block.count() > 0 ? block + kBlockSlack : Millis(0));
  if (!replies) {
    RecoverAgain(stream, leases);
    return replies.error();
  }
  const Reply reply = (*replies)[0].view();
  std::vector<Delivered> entries;
  if (IsNoGroup(reply)) {
    TRY(EnsureGroups());
    return entries;
  }
  if (reply.is_error()) return ErrorOf(reply);
  for (size_t s = 0; s < reply.size(); ++s) {
    const int partition = partition_of[std::string(reply[s][0].text())];
    const Reply list = reply[s][1];
    for (size_t i = 0; i < list.size(); ++i)
      HandOut(entries, EntryOf(stream, partition, list[i][0], list[i][1]));
  }
  return entries;
}

Command Streams::ClaimCommand(std::string_view stream, int partition, std::string_view cursor,
                              int count) const {
  return {"FCALL",
          "tl_claim",
          "1",
          StreamKey(TagOf(partition), stream),
          std::string(kGroup),
          consumer_,
          std::string(cursor),
          std::to_string(count)};
}

Result<std::string> Streams::TakeClaimed(std::string_view stream, int partition, const Reply& reply,
                                         std::vector<Delivered>& into) {
  if (IsNoGroup(reply)) {
    TRY(EnsureGroups());
    return std::string(kNone);
  }
  if (reply.is_error()) return ErrorOf(reply);
  const Reply list = reply[1];
  for (size_t i = 0; i < list.size(); ++i) {
    Delivered entry = EntryOf(stream, partition, list[i][0], list[i][2]);
    entry.deliveries = list[i][1].integer();
    HandOut(into, std::move(entry));
  }
  // Redis lists them as handed out, but they are not there any more: somebody removed them.
  if (reply[2].integer() > 0)
    LogError("stream_entries_gone", {{"stream", stream}, {"entries", reply[2].integer()}});
  return std::string(reply[0].text());
}

Status Streams::Ack(const std::vector<Delivered>& entries) {
  std::map<std::pair<Place, std::string>, std::vector<const Delivered*>> alike;  // of one kind
  for (const Delivered& entry : entries)
    alike[{{entry.stream, entry.partition}, entry.kind}].push_back(&entry);
  std::vector<Command> commands;
  for (const auto& [what, list] : alike) {
    const auto& [stream, partition] = what.first;
    const std::string tag = TagOf(partition);
    for (size_t i = 0; i < list.size(); ++i) {
      if (i % kAckAtOnce == 0)
        commands.push_back({"FCALL", "tl_done", "2", StreamKey(tag, stream), CountersKey(tag),
                            std::string(kGroup), what.second});
      commands.back().push_back(list[i]->entry);
    }
  }
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  for (const OwnedReply& reply : replies)
    if (reply->is_error()) return ErrorOf(reply.view());
  for (const Delivered& entry : entries)
    Settled(entry);
  return Unit{};
}

Result<int64_t> Streams::Append(std::string_view tag, const StreamEntry& entry) {
  TRY_ASSIGN(const OwnedReply reply, redis_.Run(AppendCommand(tag, entry)));
  return reply->integer();
}

}  // namespace tipline::store
