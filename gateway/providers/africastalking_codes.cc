#include "gateway/providers/africastalking_codes.h"

#include <array>
#include <string>

#include <nlohmann/json.hpp>

#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr std::array<StateWord, 8> kStates = {{{"Sent", DeliveryState::kSent},
                                               {"Submitted", DeliveryState::kSent},
                                               {"Buffered", DeliveryState::kSent},
                                               {"Success", DeliveryState::kDelivered},
                                               {"Rejected", DeliveryState::kRejected},
                                               {"Failed", DeliveryState::kFailed},
                                               {"AbsentSubscriber", DeliveryState::kFailed},
                                               {"Expired", DeliveryState::kExpired}}};

struct SendCode {
  int code;
  SendClass outcome;
  DeliveryState state;
  const char* word;
};
constexpr std::array<SendCode, 15> kSendCodes = {
    {{100, SendClass::kSent, DeliveryState::kQueued, ""},
     {101, SendClass::kSent, DeliveryState::kSent, ""},
     {102, SendClass::kSent, DeliveryState::kQueued, ""},
     {401, SendClass::kPermanent, DeliveryState::kRejected, "RiskHold"},
     {402, SendClass::kConfig, DeliveryState::kQueued, "InvalidSenderId"},
     {403, SendClass::kPermanent, DeliveryState::kFailed, "InvalidPhoneNumber"},
     {404, SendClass::kPermanent, DeliveryState::kFailed, "UnsupportedNumberType"},
     {405, SendClass::kConfig, DeliveryState::kQueued, "InsufficientBalance"},
     {406, SendClass::kOptOut, DeliveryState::kRejected, "UserInBlacklist"},
     {407, SendClass::kPermanent, DeliveryState::kFailed, "CouldNotRoute"},
     {409, SendClass::kPermanent, DeliveryState::kRejected, "DoNotDisturbRejection"},
     {500, SendClass::kTemporary, DeliveryState::kQueued, "InternalServerError"},
     {501, SendClass::kTemporary, DeliveryState::kQueued, "GatewayError"},
     {502, SendClass::kPermanent, DeliveryState::kRejected, "RejectedByGateway"},
     {0, SendClass::kUnsure, DeliveryState::kQueued, "unknown code"}}};

// It came with a 2xx: of a proxy, or of an API that changed. The message may be on its way.
SendResult Unreadable() {
  return ResultOf(SendClass::kUnsure, "unreadable answer");
}

// {"SMSMessageData":{"Message":"...","Recipients":[{"statusCode":101,"messageId":"ATXid_01",...}]}}
SendResult ReadRecipients(const json& data, const SendReply& reply) {
  const auto recipients = data.find("Recipients");
  const bool listed = recipients != data.end() && recipients->is_array();
  if (!listed || recipients->empty()) {
    const auto text = data.find("Message");
    const std::string message =
        text != data.end() && text->is_string() ? text->get<std::string>() : "";
    for (const char* word : {"InvalidSenderId", "InsufficientBalance"})
      if (message.find(word) != std::string::npos) return ResultOf(SendClass::kConfig, word);
    return listed ? ResultOf(SendClass::kPermanent, "refused") : Unreadable();
  }
  const json& recipient = recipients->front();
  if (!recipient.is_object()) return Unreadable();
  const auto code = recipient.find("statusCode");
  const int number = code != recipient.end() && code->is_number_integer() ? code->get<int>() : -1;
  const SendCode* known = &kSendCodes.back();
  for (const SendCode& candidate : kSendCodes)
    if (candidate.code == number && number != 0) known = &candidate;
  SendResult result = ResultOf(known->outcome, known->word);
  result.state = known->state;
  result.retry_after = RetryAfter(reply);
  const auto id = recipient.find("messageId");
  if (result.outcome == SendClass::kSent && id != recipient.end() && id->is_string()) {
    const std::string text = id->get<std::string>();
    if (text != "None") result.provider_id = OptionalId(&text);
  }
  return result;
}

}  // namespace

std::optional<DeliveryState> AfricasTalkingState(std::string_view status, std::string_view reason) {
  const std::optional<DeliveryState> state = StateOf(kStates, status);
  // What the network refuses by policy or at the person's wish is a refusal, whichever word comes
  // with it.
  const bool refused = reason == "UserInBlackList" || reason == "DoNotDisturbRejection";
  return state == DeliveryState::kFailed && refused ? DeliveryState::kRejected : state;
}

// 201 does not mean that the message was taken: each recipient has a code of its own.
SendResult ReadAfricasTalkingSend(const SendReply& reply) {
  if (ClassOfHttpStatus(reply.status) != SendClass::kSent) return ResultOfHttp(reply);
  const Result<json> body = ReadJson(reply.body);
  if (!body || !body->is_object()) return Unreadable();
  const auto data = body->find("SMSMessageData");
  if (data == body->end() || !data->is_object()) return Unreadable();
  return ReadRecipients(*data, reply);
}

}  // namespace tipline::gateway
