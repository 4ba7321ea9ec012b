// Dead letters of Streams: entries that were given up, until somebody decides.
#include <algorithm>

#include "gateway/store/live/ledger.h"
#include "gateway/store/live/stream_fields.h"
#include "gateway/store/live/streams.h"

namespace tipline::store {
namespace {

std::string DeadKey(int partition) {
  return StreamKey(TagOf(partition), "dead");
}

DeadLetter LetterOf(int partition, const Reply& item) {
  auto fields = StreamFields(item[1]);
  DeadLetter letter;
  letter.partition = partition;
  letter.entry = item[0].text();
  letter.stream = fields["stream"];
  letter.id = fields["id"];
  letter.kind = fields["kind"];
  letter.sealed = fields["sealed"];
  letter.meta = fields["meta"];
  letter.error = fields["error"];
  for (size_t i = 0; i + 1 < item[1].size(); i += 2)
    if (item[1][i].text() == "attempts") letter.attempts = item[1][i + 1].integer();
  return letter;
}

}  // namespace

TimePoint DeadLetter::buried_at() const {
  return TimeOfEntry(entry);
}

Status Streams::Bury(const Delivered& entry, std::string_view error) {
  TRY(redis_.Run({"FCALL", "tl_bury", "3", StreamKey(TagOf(entry.partition), entry.stream),
                  DeadKey(entry.partition), CountersKey(TagOf(entry.partition)),
                  std::string(kGroup), entry.entry, entry.stream, std::string(error)}));
  Settled(entry);
  return Unit{};
}

Result<std::vector<DeadLetter>> Streams::DeadLetters(int count) {
  std::vector<Command> commands;
  commands.reserve(static_cast<size_t>(partitions_));
  for (int p = 0; p < partitions_; ++p)
    commands.push_back({"XRANGE", DeadKey(p), "-", "+", "COUNT", std::to_string(count)});
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  std::vector<DeadLetter> letters;
  for (int p = 0; p < partitions_; ++p) {
    const Reply list = replies[static_cast<size_t>(p)].view();
    if (list.is_error()) return ErrorOf(list);
    for (size_t i = 0; i < list.size(); ++i)
      letters.push_back(LetterOf(p, list[i]));
  }
  std::stable_sort(letters.begin(), letters.end(), [](const DeadLetter& a, const DeadLetter& b) {
    return a.buried_at() < b.buried_at();
  });
  if (letters.size() > static_cast<size_t>(count)) letters.resize(static_cast<size_t>(count));
  return letters;
}

Status Streams::Retry(int partition, const std::string& entry) {
  Command command = {"FCALL", "tl_retry", std::to_string(2 + kStreams.size()), DeadKey(partition)};
  for (const std::string_view stream : kStreams)
    command.push_back(StreamKey(TagOf(partition), stream));
  command.push_back(CountersKey(TagOf(partition)));
  command.push_back(entry);
  for (const std::string_view stream : kStreams)
    command.emplace_back(stream);
  TRY_ASSIGN(const OwnedReply reply, redis_.Run(command));
  if (reply->integer() != 1) return NotFound("no such dead letter");
  return Unit{};
}

Status Streams::Drop(int partition, const std::string& entry) {
  TRY_ASSIGN(const OwnedReply reply, redis_.Run({"FCALL", "tl_drop", "2", DeadKey(partition),
                                                 CountersKey(TagOf(partition)), entry}));
  if (reply->integer() != 1) return NotFound("no such dead letter");
  return Unit{};
}

Result<int64_t> Streams::DeadCount() {
  std::vector<Command> commands;
  commands.reserve(static_cast<size_t>(partitions_));
  for (int p = 0; p < partitions_; ++p)
    commands.push_back({"XLEN", DeadKey(p)});
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  int64_t sum = 0;
  for (const OwnedReply& reply : replies) {
    if (reply->is_error()) return ErrorOf(reply.view());
    sum += reply->integer();
  }
  return sum;
}

}  // namespace tipline::store
