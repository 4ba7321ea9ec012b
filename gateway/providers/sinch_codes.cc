#include "gateway/providers/sinch_codes.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr std::array<StateWord, 9> kStates = {{{"Queued", DeliveryState::kQueued},
                                               {"Dispatched", DeliveryState::kSent},
                                               {"Delivered", DeliveryState::kDelivered},
                                               {"Aborted", DeliveryState::kRejected},
                                               {"Cancelled", DeliveryState::kRejected},
                                               {"Rejected", DeliveryState::kRejected},
                                               {"Deleted", DeliveryState::kRejected},
                                               {"Failed", DeliveryState::kFailed},
                                               {"Expired", DeliveryState::kExpired}}};

// Of a report whose word is missing or of tomorrow; the wording of 402 to 412 is partly unverified.
constexpr int64_t kFirstOfSinch = 400;  // below are the codes of SMPP
struct CodeState {
  int64_t code;
  DeliveryState state;
};
constexpr std::array<CodeState, 14> kCodes = {{{0, DeliveryState::kDelivered},
                                               {400, DeliveryState::kQueued},
                                               {401, DeliveryState::kSent},
                                               {402, DeliveryState::kRejected},
                                               {403, DeliveryState::kFailed},
                                               {404, DeliveryState::kFailed},
                                               {405, DeliveryState::kRejected},
                                               {406, DeliveryState::kExpired},
                                               {407, DeliveryState::kRejected},
                                               {408, DeliveryState::kRejected},
                                               {410, DeliveryState::kRejected},
                                               {411, DeliveryState::kRejected},
                                               {412, DeliveryState::kRejected},
                                               {413, DeliveryState::kRejected}}};

std::optional<DeliveryState> OfCode(int64_t code) {
  for (const CodeState& known : kCodes)
    if (known.code == code) return known.state;
  return code > 0 && code < kFirstOfSinch ? std::optional(DeliveryState::kFailed) : std::nullopt;
}

}  // namespace

void ReadSinchState(const json& report, Inbound& inbound) {
  const std::string word = TextIn(report, "status");
  const std::optional<int64_t> code = IntegerIn(report, "code");
  std::optional<DeliveryState> state = StateOfAnyCase(kStates, word);
  if (!state && code && !EqualsIgnoringCase(word, "Unknown")) state = OfCode(*code);
  if (!state) {
    inbound.ignore = true;
    inbound.reason = "not a delivery state";
    return;
  }
  inbound.state = *state;
  if (WentWell(*state)) return;
  inbound.reason = code ? ReasonWord(std::to_string(*code)) : ReasonWord(word);
}

SendResult ReadSinchSend(const SendReply& reply) {
  const Result<json> body = ReadJson(reply.body);
  const bool readable = body && body->is_object();
  SendResult result = ResultOfHttp(reply);
  if (result.outcome != SendClass::kSent) {
    // No such plan or API at that address: nothing is wrong with the message.
    if (reply.status == 404) result = ResultOf(SendClass::kConfig, "http 404");
    if (reply.status == 400) result.state = DeliveryState::kRejected;
    const std::string code = readable ? TextIn(*body, "code") : std::string();
    if (!code.empty()) result.reason = ReasonWord(code);
    return result;
  }
  if (!readable) return ResultOf(SendClass::kUnsure, "unreadable answer");  // of a proxy, perhaps
  result.state = DeliveryState::kQueued;
  result.provider_id = IdIn(*body, "id");
  return result;
}

}  // namespace tipline::gateway
