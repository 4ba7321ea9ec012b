#include "gateway/providers/clickatell_codes.h"

#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "gateway/providers/common.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr int kFour = 4;

struct State {
  int code;
  DeliveryState state;
  std::string_view word;  // of `status`, upper case; [K], not documented
};
constexpr std::array<State, 13> kStates = {{
    {1, DeliveryState::kFailed, "UNKNOWN_MESSAGE_ID"},
    {2, DeliveryState::kQueued, "MESSAGE_QUEUED"},
    {3, DeliveryState::kSent, "DELIVERED_TO_GATEWAY"},
    {4, DeliveryState::kSent, "RECEIVED_BY_RECIPIENT"},
    {5, DeliveryState::kFailed, "ERROR_WITH_MESSAGE"},
    {6, DeliveryState::kRejected, "USER_CANCELLED_MESSAGE_DELIVERY"},
    {7, DeliveryState::kFailed, "ERROR_DELIVERING_MESSAGE"},
    {8, DeliveryState::kQueued, "OK"},
    {9, DeliveryState::kFailed, "ROUTING_ERROR"},
    {10, DeliveryState::kExpired, "MESSAGE_EXPIRED"},
    {11, DeliveryState::kQueued, "MESSAGE_QUEUED_FOR_LATER_DELIVERY"},
    {12, DeliveryState::kFailed, "OUT_OF_CREDIT"},
    {14, DeliveryState::kFailed, "MAXIMUM_MT_LIMIT_EXCEEDED"},
}};

int NumberOf(std::string_view text) {
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc() && end == text.data() + text.size() ? number : 0;
}

struct Phrase {
  std::string_view part;  // of an error's text, lower case
  SendClass outcome;
  const char* reason;
};
// Errors are texts (or, in the One API, have one): what of them is worth waiting for somebody.
constexpr std::array<Phrase, 6> kPhrases = {{
    {"credit", SendClass::kConfig, "credit"},
    {"balance", SendClass::kConfig, "balance"},
    {"api key", SendClass::kConfig, "api_key"},
    {"authenticat", SendClass::kConfig, "authentication"},
    {"throttl", SendClass::kRateLimited, "throttled"},
    {"opted out", SendClass::kOptOut, "opted_out"},
}};

// Of a message, or of the whole answer: "text", or {"code":301,"description":"text"}.
SendResult Refused(const json& from, const SendReply& reply) {
  SendResult result = ResultOfHttp(reply);
  if (result.outcome == SendClass::kSent) result = ResultOf(SendClass::kPermanent, "refused");
  const json& error = ObjectIn(from, "error");
  const std::string code = TextIn(error, "code");
  const std::string text =
      AsciiLower(error.empty() ? TextIn(from, "error") : TextIn(error, "description"));
  const bool is_5xx = reply.status >= 500;  // of a trouble there, whatever the text says
  for (const Phrase& known : kPhrases)
    if (!is_5xx && text.find(known.part) != std::string::npos)
      result = ResultOf(known.outcome, known.reason);
  if (!code.empty()) result.reason = ReasonWord(code);
  result.retry_after = RetryAfter(reply);
  return result;
}

}  // namespace

std::optional<DeliveryState> ClickatellState(std::string_view code, std::string_view word,
                                             bool four_is_final) {
  const int number = NumberOf(code);
  for (const State& known : kStates) {
    const bool same = code.empty() ? EqualsIgnoringCase(known.word, word) : known.code == number;
    if (same) return known.code == kFour && four_is_final ? DeliveryState::kDelivered : known.state;
  }
  return std::nullopt;
}

SendResult ReadClickatellSend(const SendReply& reply) {
  const Result<json> body = ReadJson(reply.body);
  const bool is_2xx = ClassOfHttpStatus(reply.status) == SendClass::kSent;
  // It came with a 2xx, but of a proxy, or of an API that changed: the message may be on its way.
  const SendResult unreadable = ResultOf(SendClass::kUnsure, "unreadable answer");
  if (!body) return is_2xx ? unreadable : ResultOfHttp(reply);
  const json& message = FirstIn(*body, "messages");
  const bool has_error = Member(message, "error") != nullptr;
  if (!is_2xx) return Refused(has_error ? message : *body, reply);
  const std::string accepted = TextIn(message, "accepted");
  if (accepted != "true") {
    if (accepted.empty() && !has_error && Member(*body, "error") == nullptr) return unreadable;
    return Refused(has_error ? message : *body, reply);
  }
  const std::string id =
      TextIn(message, Member(message, "apiMessageId") != nullptr ? "apiMessageId" : "apiMsgId");
  if (id.empty()) return unreadable;
  SendResult result = ResultOf(SendClass::kSent, "");
  result.state = DeliveryState::kQueued;
  result.provider_id = OptionalId(&id);
  return result;
}

}  // namespace tipline::gateway
