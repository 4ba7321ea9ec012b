// What comes in from a telecom provider and what goes out to one, whatever the provider. Plain
// values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "flows/base/secret.h"
#include "flows/base/time.h"

namespace tipline {

// How the person talks to us: a USSD session (screens) or an SMS thread.
enum class Medium { kUssd, kSms };
const char* MediumName(Medium medium);  // "ussd", "sms"
std::optional<Medium> MediumFromName(std::string_view name);

// States of providers.md §1.2. Final: delivered, failed, rejected, expired.
enum class DeliveryState { kQueued, kSent, kDelivered, kFailed, kRejected, kExpired };
const char* DeliveryStateName(DeliveryState state);
std::optional<DeliveryState> DeliveryStateFromName(std::string_view name);
bool IsFinal(DeliveryState state);
// The state after a report: reports repeat and come out of order; a final state is never left, but
// failed or expired -> delivered (a late receipt), and sent never falls back to queued.
DeliveryState AfterReport(DeliveryState now, DeliveryState reported);

// kCall: somebody rang one of our numbers, and is not answered.
enum class InboundKind { kSms, kUssd, kUssdEnd, kStatus, kCall };
const char* InboundKindName(InboundKind kind);  // "sms", "ussd", "ussd-end", "status", "call"
std::optional<InboundKind> InboundKindFromName(std::string_view name);

// One part of a long SMS, where the provider leaves the joining to us (3GPP TS 23.040 §9.2.3.24.1).
struct ConcatPart {
  std::string group;  // the reference that all parts share; with sender and receiver it names them
  int part = 0;       // from 1
  int total = 0;      // 2 to kMaxConcatParts
};
constexpr int kMaxConcatParts = 255;

// What a message, or a notice of the provider, says about being written to.
enum class OptChange { kNone, kOptOut, kOptIn };
const char* OptChangeName(OptChange change);  // "none", "opt_out", "opt_in"

// One webhook, parsed. Fields that do not belong to `kind` are empty.
struct Inbound {
  InboundKind kind = InboundKind::kSms;
  std::string channel;  // our channel id
  Secret<std::string>
      from;  // E.164 with '+', or as sent if it is no phone number (a word, a short code)
  bool from_is_msisdn = true;  // false: cannot be answered and starts no flow
  std::string to;              // our short code, number or service code, as sent
  Secret<std::string> text;    // the words; for USSD see `accumulated`. Valid UTF-8, no NUL.
  std::string
      provider_id;  // idempotency id; empty where the provider has none (a keyed hash is used then)
  std::string session;       // USSD: the provider's session id
  bool accumulated = false;  // USSD: `text` is every answer so far joined by '*' (Africa's Talking)
  bool first = false;        // USSD: the provider says that this is the first turn
  // USSD, first turn of a dialect that sends one answer at a time: `text` is what was dialled
  // behind the code, joined by '*'.
  bool dialled = false;
  int64_t turn = 0;  // USSD: the provider's number of this turn within the session; 0: it has none
  std::optional<ConcatPart> concat;  // SMS: only a part of a message
  // SMS, or a notice (kStatus, with `from` and nothing else): the provider, or the person, says so.
  OptChange opt = OptChange::kNone;
  DeliveryState state = DeliveryState::kQueued;  // status
  std::string reason;  // status: the provider's own reason, classified words only
  // status: our Outbound::id, where the provider gives it back; else empty. USSD: what the answer
  // has to repeat of the request, for the adapter that wrote it.
  std::string reference;
  bool ignore =
      false;  // nothing to do (an opt-out notice, an interim report): answer "accepted" and drop
  std::optional<TimePoint> sent_at;
};

// Replies go before alerts, alerts before everything else, and nobody starves:
// flows/delivery/order.h.
enum class OutboundClass { kReply, kAlert, kNotice };
const char* OutboundClassName(OutboundClass c);  // "reply", "alert", "notice"
std::optional<OutboundClass> OutboundClassFromName(std::string_view name);

// A message on its way out. It lies sealed in the outbound stream: it holds a number and words.
struct Outbound {
  std::string id;  // ULID; also the reference given to the provider (idempotency, delivery reports)
  OutboundClass kind = OutboundClass::kReply;
  std::string channel;     // our channel id
  Secret<std::string> to;  // E.164
  std::string from;        // short code or number to send from; empty: the channel's default
  Secret<std::string> text;
  std::string case_id;      // for the record; may be empty
  std::string referral_id;  // alerts only
  TimePoint created_at{};
};

// JSON text with stable field names, for sealing. Decode refuses unknown or missing fields with
// kInvalid.
std::string EncodeOutbound(const Outbound& message);
Result<Outbound> DecodeOutbound(std::string_view json);
std::string EncodeInbound(const Inbound& message);
Result<Inbound> DecodeInbound(std::string_view json);

}  // namespace tipline
