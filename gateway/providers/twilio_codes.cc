#include "gateway/providers/twilio_codes.h"

#include <array>

#include <nlohmann/json.hpp>

#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr std::array<StateWord, 11> kStates = {{{"accepted", DeliveryState::kQueued},
                                                {"scheduled", DeliveryState::kQueued},
                                                {"queued", DeliveryState::kQueued},
                                                {"sending", DeliveryState::kQueued},
                                                {"sent", DeliveryState::kSent},
                                                {"partially_delivered", DeliveryState::kSent},
                                                {"delivered", DeliveryState::kDelivered},
                                                {"read", DeliveryState::kDelivered},
                                                {"undelivered", DeliveryState::kFailed},
                                                {"failed", DeliveryState::kFailed},
                                                {"canceled", DeliveryState::kRejected}}};

struct CodeClass {
  int code;
  SendClass outcome;
};
constexpr std::array<CodeClass, 46> kCodes = {{
    {14107, SendClass::kRateLimited},
    {20003, SendClass::kConfig},
    {20429, SendClass::kRateLimited},
    {21211, SendClass::kPermanent},
    {21212, SendClass::kConfig},
    {21214, SendClass::kPermanent},
    {21217, SendClass::kPermanent},
    {21401, SendClass::kPermanent},
    {21408, SendClass::kConfig},
    {21602, SendClass::kPermanent},
    {21603, SendClass::kPermanent},
    {21604, SendClass::kPermanent},
    {21606, SendClass::kConfig},
    {21608, SendClass::kConfig},
    {21609, SendClass::kPermanent},
    {21610, SendClass::kOptOut},
    {21611, SendClass::kRateLimited},
    {21612, SendClass::kPermanent},
    {21614, SendClass::kPermanent},
    {21617, SendClass::kPermanent},
    {21618, SendClass::kPermanent},
    {21620, SendClass::kPermanent},
    {21659, SendClass::kConfig},
    {21660, SendClass::kConfig},
    {21703, SendClass::kConfig},
    {30001, SendClass::kTemporary},
    {30002, SendClass::kConfig},
    {30003, SendClass::kTemporary},
    {30004, SendClass::kPermanent},
    {30005, SendClass::kPermanent},
    {30006, SendClass::kPermanent},
    {30007, SendClass::kPermanent},
    {30008, SendClass::kPermanent},
    {30010, SendClass::kPermanent},
    {30017, SendClass::kTemporary},
    {30018, SendClass::kConfig},
    {30022, SendClass::kRateLimited},
    {30023, SendClass::kRateLimited},
    {30024, SendClass::kConfig},
    {30027, SendClass::kRateLimited},
    {30032, SendClass::kConfig},
    {30034, SendClass::kConfig},
    {30410, SendClass::kTemporary},
    {63018, SendClass::kRateLimited},
    {63038, SendClass::kRateLimited},
    {20404, SendClass::kConfig},  // no such account: api_url or account_sid is wrong
}};

int IntegerOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<int>() : 0;
}

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

SendResult Refused(int code, const SendReply& reply) {
  SendResult result = ResultOfHttp(reply);
  if (result.outcome == SendClass::kSent) result = ResultOf(SendClass::kPermanent, "");
  for (const CodeClass& known : kCodes)
    if (known.code == code) result = ResultOf(known.outcome, "");
  if (TwilioRefusal(std::to_string(code))) result.state = DeliveryState::kRejected;
  result.reason = std::to_string(code);
  result.retry_after = RetryAfter(reply);
  return result;
}

}  // namespace

std::optional<DeliveryState> TwilioState(std::string_view word) {
  return StateOf(kStates, word);
}

bool TwilioRefusal(std::string_view error_code) {
  return error_code == "21610" || error_code == "30004" || error_code == "30007";
}

SendResult ReadTwilioSend(const SendReply& reply) {
  const Result<json> body = ReadJson(reply.body);
  const bool readable = body && body->is_object();
  if (ClassOfHttpStatus(reply.status) != SendClass::kSent) {
    const int code = readable ? IntegerOf(*body, "code") : 0;
    return code > 0 ? Refused(code, reply) : ResultOfHttp(reply);
  }
  SendResult result = ResultOf(SendClass::kSent, "");
  result.state = DeliveryState::kQueued;
  if (!readable) return result;  // 201 is enough: sending again would text the person twice
  if (const int code = IntegerOf(*body, "error_code"); code > 0) return Refused(code, reply);
  const std::string id = TextOf(*body, "sid");
  result.provider_id = OptionalId(&id);
  result.state = TwilioState(TextOf(*body, "status")).value_or(DeliveryState::kQueued);
  return result;
}

}  // namespace tipline::gateway
