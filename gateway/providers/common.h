// What the adapters share: reading the fields of a webhook with the same checks everywhere, and
// building and reading the requests of send APIs. For gateway/providers/*.cc only. Pure functions;
// thread-safe. Errors name the field and what is allowed, never its value. Sizes are bytes. Tests:
// tests/gateway/providers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/model/message.h"
#include "gateway/base/settings.h"
#include "gateway/http/message.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

// E.164 is 15 digits; the rest is room for "whatsapp:+", spaces, and an alphanumeric sender of 11
// characters.
constexpr size_t kMaxSenderBytes = 48;
constexpr size_t kMaxAddressBytes =
    64;  // our short code, number or service code with dialled options
constexpr size_t kMaxIdBytes =
    128;  // message and session ids; the longest seen is a UUID with a prefix
constexpr size_t kMaxReasonBytes = 48;
// A text has no limit of its own: the body's (64 KiB) holds, so an SMS of 10 parts and any USSD
// transcript fit.
constexpr Millis kMaxRetryAfter{
    3'600'000};  // a provider's Retry-After beyond an hour is taken as an hour

// Form fields of the body and then of the query (gateways exist that POST with everything in the
// query).
http::Form BodyThenQuery(const http::Request& request);

// A media type of the Content-Type header without its parameters, lower case.
std::string MediaType(const http::Request& request);

// Text that anything may follow: valid UTF-8 without NUL. `field` is for the error.
Status CheckWords(const char* field, std::string_view value);

// A required id: 1..kMaxIdBytes printable ASCII characters.
Result<std::string> ReadId(const char* field, const std::string* value);
// An id that may be missing or odd: empty then, because a message is worth more than its id.
std::string OptionalId(const std::string* value);
// The id of a USSD turn that the provider numbers within its session; an id has its limit, and the
// session is known beside it.
std::string TurnId(const std::string& session, int64_t turn);
// Our own address in a webhook; one that is missing, too long or not text is left out.
std::string OptionalAddress(const std::string* value);
// For fields that were found or not. Holds as long as `text` does.
inline const std::string* PointerTo(const std::optional<std::string>& text) {
  return text ? &*text : nullptr;
}
// `text`: missing is an empty message.
Result<Secret<std::string>> ReadWords(const char* field, const std::string* value);
// How a provider writes numbers. kInternational: by its documents the digits of E.164 without '+'.
// They are never read as a national number then, which could be that of another phone; only with a
// leading 0 they are.
enum class NumberForm { kAny, kInternational };
// Fills `from` and `from_is_msisdn`: E.164 if it is a number in the channel's region, else as sent.
Status ReadSender(const char* field, const std::string* value, const ChannelSettings& channel,
                  Inbound& inbound, NumberForm form = NumberForm::kAny);
// RFC 3339 and its two usual variants; nullopt if it is anything else: a message is worth more than
// its date.
std::optional<TimePoint> OptionalTime(std::string_view value);
// A provider's word or code, if it looks like one; "other" if it could hold words or a number of a
// person.
std::string ReasonWord(std::string_view value);

// channel.api_url, with `default_path` if it has no path of its own. kUnavailable without an
// api_url.
Result<std::string> ApiUrl(const ChannelSettings& channel, std::string_view default_path);
// kUnavailable if it is not there: the message has to wait for whoever configures the channel.
Result<std::string> SecretOf(const ChannelSettings& channel, const std::string& name);
// The secret of that name and that of NAME_old: both hold during a rotation. Those that are
// set, as long as the channel is there.
std::vector<std::string_view> SecretsOf(const ChannelSettings& channel, const std::string& name);
// For providers that take digits only; a sender may be a word.
std::string WithoutPlus(std::string_view number);
// The message's own `from`, else the channel's, else empty.
std::string SenderOf(const Outbound& message, const ChannelSettings& channel);
// Checks what every provider needs: a number to send to, and words that are valid UTF-8. kInvalid
// otherwise.
Status CheckOutbound(const Outbound& message);

using Fields = std::vector<std::pair<std::string, std::string>>;
std::string EncodeForm(const Fields& fields);
// A POST of form fields, with the media type set.
SendRequest FormPost(std::string url, const Fields& fields);

// A result of that class with the state that follows from it; the caller sets the ids.
SendResult ResultOf(SendClass outcome, std::string reason);
// By HTTP status alone, with "http 503" or "no answer" as the reason and Retry-After read.
SendResult ResultOfHttp(const SendReply& reply);
Millis RetryAfter(const SendReply& reply);

// JSON of a webhook or answer within the limits of design.md §7, those of its size as much larger
// as `most` bytes are than kMaxBodyBytes. kInvalid: "body: ...".
Result<nlohmann::json> ReadJson(std::string_view body, size_t most = http::kMaxBodyBytes);

}  // namespace tipline::gateway
