// What stands against sending a message that was taken.
#include <algorithm>
#include <utility>

#include "flows/base/phone.h"
#include "gateway/base/log.h"
#include "gateway/base/outbound_box.h"
#include "workers/jobs/checkin.h"
#include "workers/loop/counts.h"
#include "workers/loop/send_routes.h"
#include "workers/loop/send_rules.h"
#include "workers/loop/sender.h"

namespace tipline::workers {

using What = flows::Ruling::What;

// Nobody wants it any more.
bool Sender::IsPast(const store::OutboundRow& row) {
  if (Now() - row.created_at > LifeOf(row.kind, !row.case_id.empty()) &&
      !WaitsForPerson(services_, row)) {
    GiveUp(row, "expired", "too_old");
    return true;
  }
  if (row.referral_id.empty()) return false;
  if (const std::string why = WhyPast(services_, row.referral_id); !why.empty()) {
    End(row, "expired", why);
    return true;
  }
  const auto referral = services_.cases.FindReferral(row.referral_id);
  if (!referral || referral->status == "offered") return false;
  // An alert for what was answered, withdrawn or passed on would only confuse.
  End(row, "expired", "referral_" + referral->status);
  return true;
}

// Whether it may go to another channel although somebody may have it already: after as many tries
// as would have settled that, or, where none are made, after the time that they take. `tries`: on
// the channel that it is on.
bool Sender::MayLeave(const store::OutboundRow& row, int tries) const {
  if (row.unsure == 0 || tries > kMaxUnsureRetries) return true;
  const Millis most = row.kind == OutboundClass::kAlert ? kLastUnsureAlert : kLastUnsureRetry;
  return IsStopped(row.channel) && Now() - row.created_at > most;
}

std::function<bool(const std::string& id)> Sender::ClosedTo(const store::OutboundRow& row) const {
  const bool urgent = row.urgent || row.kind == OutboundClass::kAlert;
  const Millis most = urgent ? flows::kUrgentInstead : flows::kWaitInstead;
  return [this, most](const std::string& id) { return IsStopped(id) || PauseOf(id) >= most; };
}

// Whether nobody can settle any more who has it, and somebody waits for help: the tries that would
// have settled it are used up. What surely failed each time is tried for as long as its referral
// waits: its provider may be the only one, and the next responder's alert would fail there too.
bool Sender::IsUsedUp(const store::OutboundRow& row, int tries) const {
  return !row.referral_id.empty() && row.unsure > 0 && MayLeave(row, tries);
}

// It went to another channel before it was tried on this one.
bool Sender::LeftFirst(const Sending& sending) {
  const store::OutboundRow& row = sending.row;
  const auto routes =
      RoutesOf(services_, row, sending.message.channel, sending.country, ClosedTo(row), Now());
  const size_t best =
      ChooseAllowed(flows::ChooseFirst, routes, services_, row, sending.message, Now());
  if (best == 0 || FindsOut(services_, routes[0], row, sending.message, sending.country, Now()))
    return false;
  Move(row, routes[best].channel, row.reason, false);
  return true;
}

// Its channel cannot carry it now: it went to another one, is held, or is given up.
bool Sender::CannotCarry(const Sending& sending) {
  const store::OutboundRow& row = sending.row;
  const int tries = row.attempts - 1 - row.left_at;  // this one was not made yet
  if (MayLeave(row, tries) && LeftFirst(sending)) return true;
  if (const char* reason = WhyNever(services_, row.channel, sending.country)) {
    // Somebody waits for help: the next responder is asked at once.
    if (!row.referral_id.empty())
      GiveUp(row, "failed", reason);
    else
      Hold(row, reason, Now() + kConfigProbe, false);
    return true;
  }
  // Each asked once: the time goes on meanwhile.
  const bool stopped = IsStopped(row.channel);
  if (!stopped && !ClosedTo(row)(row.channel)) return false;
  const Channel& channel = channels_[row.channel];
  const std::string reason = stopped              ? channel.stopped_for
                             : row.reason.empty() ? "rate"
                                                  : row.reason;
  if (IsUsedUp(row, tries))
    GiveUp(row, "unknown", reason);
  else if (stopped)
    Hold(row, reason, Now() + (channel.stopped_until - Pace()), false);
  else  // perhaps another one can in a moment
    PutBack(row, reason, Now() + flows::kUrgentInstead);
  return true;
}

// Whoever holds the phone by now must not read what staff wrote.
bool Sender::CoverWords(Sending& sending, const std::string& cover) {
  if (cover.empty()) return true;
  auto text = CoverFor(services_, sending.row, cover);
  if (!text) {
    LogWarning("no_cover", text.error());
    Hold(sending.row, "no_cover", Now() + kConfigProbe, false);
    return false;
  }
  sending.message.text = Secret(*std::move(text));
  sending.segments = SegmentsOf(sending.message);
  return true;
}

bool Sender::MayNot(Sending& sending) {
  const store::OutboundRow& row = sending.row;
  const auto ruling = RuleOn(services_, row, sending.message, sending.reserved, Now());
  if (!ruling) {  // the store cannot say: not without it
    PutBack(row, "not_known", Now() + kFirstSendRetry);
    return true;
  }
  if (ruling->what == What::kGo) return !CoverWords(sending, ruling->cover);
  const bool in_time =
      ruling->waits || ruling->until - row.created_at <= LifeOf(row.kind, !row.case_id.empty());
  if (ruling->what == What::kRefuse) {
    if (WentHome(sending, ruling->reason, false)) return true;
    Counts().refused.Add();
    GiveUp(row, "rejected", ruling->reason);
  } else if (in_time) {
    Hold(row, ruling->reason, ruling->until, false);
  } else {
    GiveUp(row, "expired", ruling->reason);
  }
  return true;
}

void Sender::Prepare(const store::OutboundRow& row) {
  if (IsPast(row)) return;
  Sending sending;
  sending.row = row;
  const auto plain = OpenOutbound(services_.keys, row.box);
  auto message = plain ? DecodeOutbound(*plain) : Result<Outbound>(plain.error());
  if (!message) return GiveUp(row, "failed", "box_does_not_open");
  sending.message = *std::move(message);
  sending.message.id = row.id;
  sending.country = CountryOf(sending.message.to.Reveal());
  if (CannotCarry(sending)) return;
  const ChannelSettings& channel = services_.settings.channels.at(row.channel);
  sending.provider = gateway::FindProvider(channel.provider);
  if (sending.provider == nullptr) return GiveUp(row, "failed", "no_such_provider");
  sending.segments = SegmentsOf(sending.message);
  sending.reserved = channel.cost_per_segment_micros * sending.segments;
  if (MayNot(sending)) return;
  services_.spending.Begin(channel, sending.reserved);
  sending.ready_at = Pace();
  channels_[row.channel].ready.push_back(std::move(sending));
  ++ready_;
}

}  // namespace tipline::workers
