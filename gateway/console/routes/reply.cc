// /api/cases/{id}/reply: an SMS to the person. Only where AllowedNow says so and no word of it is
// sensitive. The message is first written into the case (which settles who was faster), then sealed
// into the outbound stream; if Redis does not take it, into the durable queue of the worker
// directly, under the same id, so that it goes out once and is never lost.
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/base/gsm7.h"
#include "flows/base/text.h"
#include "gateway/base/ids.h"
#include "gateway/base/log.h"
#include "gateway/base/outbound_box.h"
#include "gateway/console/allowed.h"
#include "gateway/console/answers.h"
#include "gateway/console/change.h"
#include "gateway/console/route.h"
#include "gateway/store/live/streams.h"

namespace tipline::console {
namespace {

constexpr size_t kMaxText = size_t{4} * 1024;
constexpr size_t kMaxParts = 3;  // the page says so too (reply_box.tsx)

http::Response Sensitive(const std::string& word) {
  http::Response response =
      Ok({{"error",
           {{"code", "sensitive_word"},
            {"message", "a word of the message could put the person in danger"},
            {"word", word}}}});
  response.status = 422;
  return response;
}

Outbound MessageTo(const Case& item, const Secret<std::string>& number, std::string text,
                   TimePoint now) {
  Outbound message;
  message.id = NewUlid(now);
  message.kind = OutboundClass::kReply;
  message.channel = item.channel;
  message.to = number;
  message.text = Secret<std::string>(std::move(text));
  message.case_id = item.id;
  message.created_at = now;
  return message;
}

store::OutboundRow RowOf(const Outbound& message, const Case& item, std::string box,
                         int partitions) {
  store::OutboundRow row;
  row.id = message.id;
  row.kind = message.kind;
  row.channel = message.channel;
  row.partition = PartitionOf(item.pseudonym, partitions);
  row.case_id = item.id;
  row.created_at = row.updated_at = message.created_at;
  row.next_try_at = message.created_at;
  row.box = std::move(box);
  return row;
}

Status Hand(const Call& call, const Case& item, const Outbound& message) {
  const int partitions = call.desk.settings.partitions;
  std::string box = SealOutbound(call.desk.keys, EncodeOutbound(message));
  const std::string tag = store::TagOf(PartitionOf(item.pseudonym, partitions));
  const auto added = call.redis.Run(store::AppendCommand(
      tag, {"outbound", message.id, OutboundClassName(message.kind), box, message.channel}));
  if (added) return Unit{};
  LogWarning("reply_stream_failed", added.error(), {{"case", item.id}, {"id", message.id}});
  const auto queued = call.desk.outbound.Add({RowOf(message, item, std::move(box), partitions)});
  if (!queued) return queued.error();
  return Unit{};
}

http::Response Send(const Call& call, const store::Change& change, const Case& item,
                    const std::string& text) {
  const auto number = call.desk.contacts.Number(item.pseudonym, item.id, change.actor, change.now);
  if (!number) return ProblemOf(number.error());
  const auto written = call.desk.cases.AddMessage(change, "out", Secret<std::string>(text));
  if (!written) return CaseProblem(call, written.error());
  const Status handed = Hand(call, item, MessageTo(item, *number, text, change.now));
  if (!handed) {
    LogError("reply_lost", handed.error(), {{"case", item.id}});
    return ProblemOf(handed.error());
  }
  return Changed(*written);
}

http::Response WriteBack(const Call& call) {
  const auto change = ChangeOf(call);
  if (!change) return ProblemOf(change.error());
  const auto field = TextField(call, "text", kMaxText);
  if (!field) return ProblemOf(field.error());
  const std::string text = PlainTypography(Trim(*field));
  const size_t parts = SmsParts(text);
  if (parts == 0) return ProblemOf(Invalid("an empty message"));
  if (parts > kMaxParts) return Problem(413, "too_large", "the message takes too many SMS");
  if (const auto word = call.desk.sensitive.Find(text)) return Sensitive(*word);

  const auto item = call.desk.cases.Find(change->case_id);
  if (!item) return ProblemOf(item.error());
  if (item->revision != change->revision) return Conflicted(item->revision);
  const auto allowed = AllowedNow(call.desk, call.visitor, *item);
  if (!allowed) return ProblemOf(allowed.error());
  if (!allowed->no_reply.empty()) return ProblemOf(Denied("may not write"));
  return Send(call, *change, *item, text);
}

const RegisterRoute kWriteBack("POST", "/api/cases/{id}/reply", kCaseWork, WriteBack);

}  // namespace
}  // namespace tipline::console
