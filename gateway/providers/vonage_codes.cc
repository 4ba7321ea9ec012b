#include "gateway/providers/vonage_codes.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr std::array<StateWord, 6> kReceipts = {{{"accepted", DeliveryState::kSent},
                                                 {"buffered", DeliveryState::kSent},
                                                 {"delivered", DeliveryState::kDelivered},
                                                 {"expired", DeliveryState::kExpired},
                                                 {"failed", DeliveryState::kFailed},
                                                 {"rejected", DeliveryState::kRejected}}};
constexpr std::array<StateWord, 5> kMessages = {{{"submitted", DeliveryState::kSent},
                                                 {"delivered", DeliveryState::kDelivered},
                                                 {"read", DeliveryState::kDelivered},
                                                 {"rejected", DeliveryState::kRejected},
                                                 {"undeliverable", DeliveryState::kFailed}}};
// Refused by policy or by the person, whichever word comes with it.
constexpr std::array<std::string_view, 8> kReceiptRefusals = {"6",  "9",  "14", "50",
                                                              "51", "52", "53", "54"};
constexpr std::array<std::string_view, 2> kMessageRefusals = {"1050", "1240"};

struct CodeClass {
  int code;
  SendClass outcome;
};
constexpr std::array<CodeClass, 20> kSmsCodes = {{
    {1, SendClass::kRateLimited},  {2, SendClass::kPermanent},  {3, SendClass::kPermanent},
    {4, SendClass::kConfig},       {5, SendClass::kTemporary},  {6, SendClass::kPermanent},
    {7, SendClass::kOptOut},       {8, SendClass::kConfig},     {9, SendClass::kConfig},
    {10, SendClass::kRateLimited}, {11, SendClass::kConfig},    {12, SendClass::kPermanent},
    {14, SendClass::kConfig},      {15, SendClass::kConfig},    {16, SendClass::kPermanent},
    {22, SendClass::kPermanent},   {23, SendClass::kPermanent}, {29, SendClass::kConfig},
    {32, SendClass::kConfig},      {33, SendClass::kPermanent},
}};
constexpr std::array<CodeClass, 21> kMessageCodes = {{
    {1000, SendClass::kRateLimited}, {1010, SendClass::kPermanent}, {1020, SendClass::kPermanent},
    {1021, SendClass::kPermanent},   {1022, SendClass::kPermanent}, {1030, SendClass::kTemporary},
    {1040, SendClass::kPermanent},   {1050, SendClass::kOptOut},    {1060, SendClass::kConfig},
    {1070, SendClass::kConfig},      {1080, SendClass::kConfig},    {1090, SendClass::kPermanent},
    {1100, SendClass::kTemporary},   {1120, SendClass::kConfig},    {1130, SendClass::kPermanent},
    {1140, SendClass::kConfig},      {1160, SendClass::kConfig},    {1180, SendClass::kTemporary},
    {1220, SendClass::kTemporary},   {1230, SendClass::kTemporary}, {1240, SendClass::kOptOut},
}};

template <size_t N>
std::optional<SendClass> ClassOf(const std::array<CodeClass, N>& codes, int code) {
  for (const CodeClass& known : codes)
    if (known.code == code) return known.outcome;
  return std::nullopt;
}

template <size_t N>
bool Holds(const std::array<std::string_view, N>& codes, std::string_view code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

int NumberOf(std::string_view text, int otherwise) {
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc() && end == text.data() + text.size() ? number : otherwise;
}

// "Throughput Rate Exceeded - please wait [ 250 ] and retry"
Millis WaitOf(const std::string& error_text) {
  const size_t open = error_text.find("wait [ ");
  const size_t close = open == std::string::npos ? open : error_text.find(" ]", open);
  if (close == std::string::npos) return Millis{0};
  const int wait = NumberOf(std::string_view(error_text).substr(open + 7, close - open - 7), 0);
  return std::clamp<Millis>(Millis{wait}, Millis{0}, kMaxRetryAfter);
}

// It came with a 2xx: of a proxy, or of an API that changed. The message may be on its way.
SendResult Unreadable() {
  return ResultOf(SendClass::kUnsure, "unreadable answer");
}

SendResult Accepted(const std::string& id) {
  SendResult result = ResultOf(SendClass::kSent, "");
  result.state = DeliveryState::kQueued;
  result.provider_id = OptionalId(&id);
  return result;
}

// One entry for each part of the SMS; one that was refused leaves nothing whole to read. The last
// part's id is the message's: its receipt says that all has arrived.
SendResult ReadParts(const json& parts, const SendReply& reply) {
  int64_t cost = 0;
  for (const json& part : parts) {
    if (!part.is_object()) return Unreadable();
    const std::string status = TextIn(part, "status");
    const int code = NumberOf(status, -1);
    if (code != 0) {
      SendResult result =
          ResultOf(ClassOf(kSmsCodes, code).value_or(SendClass::kUnsure), ReasonWord(status));
      result.retry_after = std::max(RetryAfter(reply), WaitOf(TextIn(part, "error-text")));
      return result;
    }
    cost += MicrosIn(part, "message-price");
  }
  SendResult result = Accepted(TextIn(parts.back(), "message-id"));
  result.segments = static_cast<int>(parts.size());
  result.cost_micros = cost;
  if (cost != 0) result.currency = "EUR";  // in which Vonage keeps every account
  return result;
}

SendResult ReadProblem(const json& problem, const SendReply& reply) {
  SendResult result = ResultOfHttp(reply);
  const std::string code = VonageProblem(problem);
  if (code.empty()) return result;
  const SendClass outcome = ClassOf(kMessageCodes, NumberOf(code, -1)).value_or(result.outcome);
  const Millis retry_after = result.retry_after;
  result = ResultOf(outcome, ReasonWord(code));
  result.retry_after = retry_after;
  return result;
}

}  // namespace

std::optional<DeliveryState> VonageState(std::string_view status, std::string_view error_code) {
  const std::optional<DeliveryState> state = StateOf(kReceipts, status);
  const bool refused = state == DeliveryState::kFailed && Holds(kReceiptRefusals, error_code);
  return refused ? DeliveryState::kRejected : state;
}

std::optional<DeliveryState> VonageMessageState(std::string_view status, std::string_view code) {
  const std::optional<DeliveryState> state = StateOf(kMessages, status);
  const bool refused = state == DeliveryState::kFailed && Holds(kMessageRefusals, code);
  return refused ? DeliveryState::kRejected : state;
}

std::string VonageProblem(const json& error) {
  if (!error.is_object()) return {};
  const std::string type = TextIn(error, "type");
  const size_t mark = type.rfind('#');
  if (mark != std::string::npos && mark + 1 < type.size()) return type.substr(mark + 1);
  for (const char* name : {"title", "code"}) {  // "code": an older shape
    std::string code = TextIn(error, name);
    if (NumberOf(code, -1) >= 0) return code;
  }
  return {};
}

SendResult ReadVonageSend(const SendReply& reply) {
  const Result<json> body = ReadJson(reply.body);
  const bool readable = body && body->is_object();
  if (ClassOfHttpStatus(reply.status) != SendClass::kSent)
    return readable ? ReadProblem(*body, reply) : ResultOfHttp(reply);
  if (!readable) return Unreadable();
  if (body->contains("message_uuid")) return Accepted(TextIn(*body, "message_uuid"));
  const auto parts = body->find("messages");
  if (parts == body->end() || !parts->is_array() || parts->empty()) return Unreadable();
  return ReadParts(*parts, reply);
}

}  // namespace tipline::gateway
