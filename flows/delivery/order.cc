#include "flows/delivery/order.h"

namespace tipline::flows {

NextOut WhoIsNext(const Waiting& waiting, uint64_t turn) {
  const auto waits = [](const std::optional<Millis>& one, Millis longest) {
    return one && *one >= longest;
  };
  if (turn % 8 == 7 && waits(waiting.alert, kAlertWaits)) return NextOut::kAlert;
  if (turn % 16 == 3 && waits(waiting.notice, kNoticeWaits)) return NextOut::kNotice;
  const bool turn_of_replies = turn % 4 == 1 && waiting.reply;
  if (waits(waiting.urgent, kUrgentWaits) && !turn_of_replies) return NextOut::kUrgent;
  if (waiting.reply) return NextOut::kReply;
  if (waiting.urgent) return NextOut::kUrgent;
  if (waiting.alert) return NextOut::kAlert;
  return waiting.notice ? NextOut::kNotice : NextOut::kNobody;
}

}  // namespace tipline::flows
