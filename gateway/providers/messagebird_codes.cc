#include "gateway/providers/messagebird_codes.h"

#include <array>

#include <nlohmann/json.hpp>

#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr std::string_view kOptedOut = "103";

constexpr std::array<StateWord, 6> kStates = {{{"scheduled", DeliveryState::kQueued},
                                               {"sent", DeliveryState::kSent},
                                               {"buffered", DeliveryState::kSent},
                                               {"delivered", DeliveryState::kDelivered},
                                               {"expired", DeliveryState::kExpired},
                                               {"delivery_failed", DeliveryState::kFailed}}};

struct CodeClass {
  int code;
  SendClass outcome;
};
constexpr std::array<CodeClass, 7> kCodes = {{{2, SendClass::kConfig},
                                              {9, SendClass::kPermanent},
                                              {10, SendClass::kPermanent},
                                              {20, SendClass::kPermanent},
                                              {21, SendClass::kPermanent},
                                              {25, SendClass::kConfig},
                                              {99, SendClass::kTemporary}}};

// {"errors":[{"code":9,"description":"…","parameter":"recipient"}]}
SendResult ReadErrors(const json& body, const SendReply& reply) {
  SendResult result = ResultOfHttp(reply);
  const json& error = FirstIn(body, "errors");
  const std::optional<int64_t> code = IntegerIn(error, "code");
  if (!code) return result;
  SendClass outcome = result.outcome;
  for (const CodeClass& known : kCodes)
    if (known.code == *code) outcome = known.outcome;
  // The sender is of the channel: no message goes until somebody has set it right.
  if (outcome == SendClass::kPermanent && TextIn(error, "parameter") == "originator")
    outcome = SendClass::kConfig;
  const Millis retry_after = result.retry_after;
  result = ResultOf(outcome, ReasonWord(std::to_string(*code)));
  result.retry_after = retry_after;
  return result;
}

}  // namespace

std::optional<DeliveryState> MessageBirdState(std::string_view status,
                                              std::string_view error_code) {
  const std::optional<DeliveryState> state = StateOf(kStates, status);
  const bool refused = state == DeliveryState::kFailed && error_code == kOptedOut;
  return refused ? DeliveryState::kRejected : state;
}

SendResult ReadMessageBirdSend(const SendReply& reply) {
  const Result<json> body = ReadJson(reply.body);
  if (ClassOfHttpStatus(reply.status) != SendClass::kSent)
    return body ? ReadErrors(*body, reply) : ResultOfHttp(reply);
  const std::string id = body ? TextIn(*body, "id") : "";
  // It came with a 2xx, but of a proxy, or of an API that changed: the message may be on its way.
  if (id.empty()) return ResultOf(SendClass::kUnsure, "unreadable answer");
  SendResult result = ResultOf(SendClass::kSent, "");
  const json& item = FirstIn(ObjectIn(*body, "recipients"), "items");
  result.state = MessageBirdState(TextIn(item, "status"), "").value_or(DeliveryState::kQueued);
  result.provider_id = OptionalId(&id);
  result.segments = CountIn(item, "messagePartCount");
  const json& price = ObjectIn(item, "price");
  result.cost_micros = MicrosIn(price, "amount");
  if (result.cost_micros != 0) result.currency = CurrencyIn(price, "currency");
  return result;
}

}  // namespace tipline::gateway
