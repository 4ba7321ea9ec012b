#include "gateway/providers/telnyx_codes.h"

#include <algorithm>
#include <array>
#include <string>

#include <nlohmann/json.hpp>

#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

// Nobody will ever know what became of "delivery_unconfirmed"; it had left, so it stays at that.
constexpr std::array<StateWord, 7> kStates = {{{"queued", DeliveryState::kQueued},
                                               {"sending", DeliveryState::kQueued},
                                               {"sent", DeliveryState::kSent},
                                               {"delivered", DeliveryState::kDelivered},
                                               {"sending_failed", DeliveryState::kRejected},
                                               {"delivery_failed", DeliveryState::kFailed},
                                               {"delivery_unconfirmed", DeliveryState::kSent}}};

struct ErrorCode {
  std::string_view code;
  SendClass outcome;
  DeliveryState state;  // of a message that is given up
};
constexpr std::array<ErrorCode, 19> kErrors = {
    {{"10002", SendClass::kPermanent, DeliveryState::kFailed},
     {"10004", SendClass::kPermanent, DeliveryState::kFailed},
     {"10007", SendClass::kTemporary, DeliveryState::kQueued},
     {"10008", SendClass::kTemporary, DeliveryState::kQueued},
     {"10009", SendClass::kConfig, DeliveryState::kQueued},
     {"10010", SendClass::kConfig, DeliveryState::kQueued},
     {"10011", SendClass::kRateLimited, DeliveryState::kQueued},
     {"10015", SendClass::kPermanent, DeliveryState::kFailed},
     {"10016", SendClass::kPermanent, DeliveryState::kFailed},
     {"40001", SendClass::kPermanent, DeliveryState::kFailed},
     {"40002", SendClass::kRateLimited, DeliveryState::kQueued},
     {"40003", SendClass::kConfig, DeliveryState::kQueued},
     {"40004", SendClass::kPermanent, DeliveryState::kRejected},
     {"40005", SendClass::kPermanent, DeliveryState::kExpired},
     {"40006", SendClass::kTemporary, DeliveryState::kQueued},
     {"40008", SendClass::kPermanent, DeliveryState::kFailed},
     {"40009", SendClass::kPermanent, DeliveryState::kFailed},
     {"40011", SendClass::kRateLimited, DeliveryState::kQueued},
     {"40300", SendClass::kOptOut, DeliveryState::kRejected}}};

const ErrorCode* FindError(std::string_view code) {
  const auto* found = std::find_if(kErrors.begin(), kErrors.end(),
                                   [&](const ErrorCode& known) { return known.code == code; });
  return found == kErrors.end() ? nullptr : found;
}

SendResult Refused(const std::string& code, const SendReply& reply) {
  const ErrorCode* known = FindError(code);
  SendResult result = ResultOfHttp(reply);
  if (known != nullptr) {
    result = ResultOf(known->outcome, "");
    result.state = known->state;
  } else if (result.outcome == SendClass::kSent) {
    result = ResultOf(SendClass::kPermanent, "");
    result.state = DeliveryState::kRejected;
  }
  if (!code.empty()) result.reason = ReasonWord(code);
  if (result.reason.empty()) result.reason = "refused";
  result.retry_after = RetryAfter(reply);
  return result;
}

}  // namespace

std::optional<DeliveryState> TelnyxState(std::string_view status) {
  return StateOf(kStates, status);
}

std::optional<DeliveryState> TelnyxStateOfError(std::string_view code) {
  // A filter of Telnyx' or the carrier's: the class says what to do with the next one.
  if (code == "40002" || code == "40003") return DeliveryState::kRejected;
  const ErrorCode* known = FindError(code);
  if (known == nullptr || !IsFinal(known->state)) return std::nullopt;
  return known->state;
}

SendResult ReadTelnyxSend(const SendReply& reply) {
  const Result<json> body = ReadJson(reply.body);
  const json answer = body && body->is_object() ? *body : json::object();
  if (ClassOfHttpStatus(reply.status) != SendClass::kSent) {
    SendResult result = Refused(TextIn(FirstIn(answer, "errors"), "code"), reply);
    // No such API at that address: nothing is wrong with the message.
    if (reply.status == 404 && result.outcome == SendClass::kPermanent)
      result = ResultOf(SendClass::kConfig, "http 404");
    return result;
  }
  const json* data = Member(answer, "data");
  if (data == nullptr || !data->is_object())
    return ResultOf(SendClass::kUnsure, "unreadable answer");  // of a proxy, perhaps
  const DeliveryState state =
      TelnyxState(TextIn(FirstIn(*data, "to"), "status")).value_or(DeliveryState::kQueued);
  if (state == DeliveryState::kRejected || state == DeliveryState::kFailed)
    return Refused(TextIn(FirstIn(*data, "errors"), "code"), reply);
  SendResult result = ResultOf(SendClass::kSent, "");
  result.state = state;
  result.provider_id = IdIn(*data, "id");
  result.segments = CountIn(*data, "parts");
  const json& cost = ObjectIn(*data, "cost");
  result.currency = CurrencyIn(cost, "currency");
  if (!result.currency.empty()) result.cost_micros = MicrosIn(cost, "amount");
  return result;
}

}  // namespace tipline::gateway
