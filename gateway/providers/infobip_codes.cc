#include "gateway/providers/infobip_codes.h"

#include <array>
#include <string_view>

#include <nlohmann/json.hpp>

#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr int64_t kToHandset = 5;  // an id of group DELIVERED; 2 is "to the operator"

// In the order of groupId.
constexpr std::array<std::string_view, 6> kGroups = {"OK",        "PENDING", "UNDELIVERABLE",
                                                     "DELIVERED", "EXPIRED", "REJECTED"};

// Refusals that are not the message's fault. Not in providers.md: the provider's list of status
// names. Whatever is not here is given up, as the group says.
struct Refusal {
  std::string_view name;
  SendClass outcome;
};
constexpr std::array<Refusal, 6> kRefusals = {
    {{"REJECTED_NOT_ENOUGH_CREDITS", SendClass::kConfig},
     {"REJECTED_PREPAID_PACKAGE_EXPIRED", SendClass::kConfig},
     {"REJECTED_SENDER", SendClass::kConfig},
     {"REJECTED_SOURCE", SendClass::kConfig},
     {"REJECTED_FLOODING_FILTER", SendClass::kRateLimited},
     {"REJECTED_SYSTEM_ERROR", SendClass::kTemporary}}};

std::optional<int64_t> GroupOf(const json& status) {
  if (const auto id = IntegerIn(status, "groupId")) return id;
  const std::string name = TextIn(status, "groupName");
  for (size_t at = 0; at < kGroups.size(); ++at)
    if (kGroups[at] == name) return static_cast<int64_t>(at);
  return std::nullopt;
}

// {"requestError":{"serviceException":{"messageId":"UNAUTHORIZED",...}}}, or {"errorCode":"E401"}
SendResult Refused(const json& answer, const SendReply& reply) {
  SendResult result = ResultOfHttp(reply);
  // No such API at that address: nothing is wrong with the message.
  if (reply.status == 404) result = ResultOf(SendClass::kConfig, "http 404");
  const json& error = ObjectIn(ObjectIn(answer, "requestError"), "serviceException");
  std::string word = TextIn(error, "messageId");
  if (word.empty()) word = TextIn(answer, "errorCode");
  if (!word.empty()) result.reason = ReasonWord(word);
  return result;
}

SendResult OfState(DeliveryState state, const json& status, const SendReply& reply) {
  if (WentWell(state)) {
    SendResult result = ResultOf(SendClass::kSent, "");
    result.state = state;
    return result;
  }
  const std::string name = TextIn(status, "name");
  SendResult result = ResultOf(SendClass::kPermanent, ReasonWord(name));
  result.state = state;
  for (const Refusal& known : kRefusals)
    if (known.name == name) result = ResultOf(known.outcome, name);
  result.retry_after = RetryAfter(reply);
  return result;
}

}  // namespace

std::optional<DeliveryState> InfobipState(const json& status) {
  const std::optional<int64_t> group = GroupOf(status);
  if (!group) return std::nullopt;
  switch (*group) {
    case 1:
      return DeliveryState::kQueued;
    case 2:
      return DeliveryState::kFailed;
    case 3: {
      const std::optional<int64_t> id = IntegerIn(status, "id");
      const bool handset =
          id ? *id == kToHandset : TextIn(status, "name") == "DELIVERED_TO_HANDSET";
      // To the operator, or an id of tomorrow: it left, and no more is known.
      return handset ? DeliveryState::kDelivered : DeliveryState::kSent;
    }
    case 4:
      return DeliveryState::kExpired;
    case 5:
      return DeliveryState::kRejected;
    default:
      return std::nullopt;
  }
}

SendResult ReadInfobipSend(const SendReply& reply) {
  const Result<json> body = ReadJson(reply.body);
  const json answer = body && body->is_object() ? *body : json::object();
  if (ClassOfHttpStatus(reply.status) != SendClass::kSent) return Refused(answer, reply);
  const json& message = FirstIn(answer, "messages");
  if (!message.is_object() || message.empty())
    return ResultOf(SendClass::kUnsure, "unreadable answer");
  const json& status = ObjectIn(message, "status");
  SendResult result = OfState(InfobipState(status).value_or(DeliveryState::kQueued), status, reply);
  if (result.outcome != SendClass::kSent) return result;
  result.provider_id = IdIn(message, "messageId");
  result.segments = CountIn(message, "smsCount");
  if (result.segments == 0) result.segments = CountIn(ObjectIn(message, "details"), "messageCount");
  return result;
}

}  // namespace tipline::gateway
