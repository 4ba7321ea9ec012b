// What becomes of a message: another channel, another time, or the end.
#include <utility>

#include "gateway/base/log.h"
#include "workers/loop/counts.h"
#include "workers/loop/send_routes.h"
#include "workers/loop/send_rules.h"
#include "workers/loop/sender.h"

namespace tipline::workers {

// Whether it goes to another channel, or is over. While somebody may have it already, only when the
// tries that would have settled that are used up.
bool Sender::MovedOn(const Sending& sending, flows::Failure failure, Millis wait,
                     const std::string& reason) {
  const store::OutboundRow& row = sending.row;
  const bool urgent = row.urgent || row.kind == OutboundClass::kAlert;
  const int tries = row.attempts - row.left_at;
  const bool may = failure == flows::Failure::kUnsure || MayLeave(row, tries);
  if (!may || !flows::MovesOn(failure, tries, urgent, wait)) return false;
  const auto routes =
      RoutesOf(services_, row, sending.message.channel, sending.country, ClosedTo(row), Now());
  const size_t next =
      ChooseAllowed(flows::ChooseNext, routes, services_, row, sending.message, Now());
  if (next != 0) {
    Move(row, routes[next].channel, reason, true);
    return true;
  }
  if (!IsUsedUp(row, tries)) return false;
  GiveUp(row, "unknown", reason);
  return true;
}

// The person's rule refuses only the channel to which it moved: its own one may still carry it.
bool Sender::WentHome(const Sending& sending, const std::string& reason, bool asked) {
  const store::OutboundRow& row = sending.row;
  const std::string& home = sending.message.channel;
  if (row.channel == home || !services_.settings.channels.contains(home) ||
      !IsAllowedOn(services_, row, sending.message, home, Now()))
    return false;
  Move(row, home, reason, asked);
  return true;
}

void Sender::Move(const store::OutboundRow& row, const std::string& to, const std::string& reason,
                  bool asked) {
  LogInfo("message_moved", {{"id", row.id}, {"to", to}, {"reason", reason}});
  store::Attempt& attempt = End(row, "queued", reason, Now());
  attempt.untried = !asked;
  attempt.channel = to;
  attempt.unsure = 0;  // of the new channel
  look_at_ = {};
}

void Sender::GiveUp(const store::OutboundRow& row, const std::string& state,
                    const std::string& reason) {
  if (!row.referral_id.empty()) {
    const Status told = unreached_(row.referral_id);
    // The next one must be asked: first make that sure, then give up.
    if (!told) {
      End(row, "queued", reason, Now() + kFirstSendRetry);
      return;
    }
  }
  Counts().send_failed.Add();
  LogWarning("message_given_up",
             {{"id", row.id}, {"channel", row.channel}, {"state", state}, {"reason", reason}});
  End(row, state, reason);
}

// It may not go now.
void Sender::Hold(const store::OutboundRow& row, const std::string& reason, TimePoint until,
                  bool asked) {
  Counts().held.Add();
  End(row, "held", reason, until).untried = !asked;
}

// It was taken from the queue, and the provider was not asked.
void Sender::PutBack(const store::OutboundRow& row, const std::string& reason, TimePoint at) {
  End(row, "queued", reason, at).untried = true;
}

store::Attempt& Sender::End(const store::OutboundRow& row, const std::string& state,
                            const std::string& reason, std::optional<TimePoint> next_try_at) {
  store::Attempt attempt;
  attempt.id = row.id;
  attempt.number = row.attempts;
  attempt.state = state;
  attempt.reason = reason;
  attempt.next_try_at = next_try_at;
  attempt.unsure = row.unsure;
  attempts_.push_back(std::move(attempt));
  return attempts_.back();
}

}  // namespace tipline::workers
