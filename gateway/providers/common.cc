#include "gateway/providers/common.h"

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "flows/base/json.h"
#include "flows/base/phone.h"
#include "flows/base/text.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/charset.h"

namespace tipline::gateway {
namespace {

constexpr std::ptrdiff_t kLeastInternational = 8;  // digits: +500 and five more; a service has less
constexpr std::ptrdiff_t kLongestCode = 6;  // digits of a reason; more could be somebody's number

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsPrintable(char c) {
  return c > ' ' && c < '\x7f';
}

std::string Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  return std::string(text);
}

// '+' before the digits of E.164. What begins with 0 has a country that nobody has named, or one
// behind 00.
std::string Marked(std::string number) {
  const auto is_part = [](char c) { return IsDigit(c) || c == ' ' || c == '-' || c == '.'; };
  const bool right = number.front() >= '1' && number.front() <= '9' &&
                     std::all_of(number.begin(), number.end(), is_part) &&
                     std::count_if(number.begin(), number.end(), IsDigit) >= kLeastInternational;
  return right ? "+" + number : number;
}

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
}

bool IsId(std::string_view value) {
  return !value.empty() && value.size() <= kMaxIdBytes &&
         std::all_of(value.begin(), value.end(), IsPrintable);
}

// The first code unit of "d83d…" behind a \u; 0: none.
unsigned UnitAt(std::string_view digits) {
  constexpr size_t kDigits = 4;
  unsigned unit = 0;
  const char* first = digits.data();
  const auto [end, failure] =
      std::from_chars(first, first + std::min(kDigits, digits.size()), unit, 16);
  return failure == std::errc() && end == first + kDigits ? unit : 0;
}

// A text that somebody cut in the middle of an emoji has half of it at the end, "\ud83d", which no
// parser takes: each such half becomes "\ufffd".
void RepairSurrogates(std::string& json) {
  constexpr size_t kEscape = 6;  // of "\uXXXX"
  const auto half = [&json](size_t at, unsigned first) {
    if (json.compare(at, 2, "\\u") != 0) return false;
    const unsigned unit = UnitAt(std::string_view(json).substr(at + 2));
    return unit >= first && unit < first + 0x400;
  };
  for (size_t at = json.find('\\'); at < json.size(); at = json.find('\\', at)) {
    const bool high = half(at, 0xD800);
    if (high && at + kEscape < json.size() && half(at + kEscape, 0xDC00)) {
      at += 2 * kEscape;
    } else if (high || half(at, 0xDC00)) {
      json.replace(at, kEscape, "\\ufffd");
      at += kEscape;
    } else {
      at += 2;  // "\\\\" is no beginning of an escape
    }
  }
}

}  // namespace

http::Form BodyThenQuery(const http::Request& request) {
  http::Form fields(request.body);
  fields.Append(http::Form(request.query));
  return fields;
}

std::string MediaType(const http::Request& request) {
  const std::string_view header = request.Header("Content-Type");
  return AsciiLower(Trimmed(header.substr(0, header.find(';'))));
}

Status CheckWords(const char* field, std::string_view value) {
  if (!ValidUtf8(value)) return Invalid(std::string("field ") + field + ": not UTF-8");
  if (value.find('\0') != std::string_view::npos)
    return Invalid(std::string("field ") + field + ": holds NUL");
  return Unit{};
}

Result<std::string> ReadId(const char* field, const std::string* value) {
  if (value == nullptr) return Invalid(std::string("field ") + field + ": missing");
  if (!IsId(*value))
    return Invalid(std::string("field ") + field + ": allowed: 1 to " +
                   std::to_string(kMaxIdBytes) + " printable ASCII characters");
  return *value;
}

std::string OptionalId(const std::string* value) {
  return value != nullptr && IsId(*value) ? *value : std::string();
}

std::string TurnId(const std::string& session, int64_t turn) {
  const std::string number = ":" + std::to_string(turn);
  return session.substr(0, kMaxIdBytes - number.size()) + number;
}

std::string OptionalAddress(const std::string* value) {
  if (value == nullptr || value->size() > kMaxAddressBytes || HasControl(*value) ||
      !ValidUtf8(*value))
    return {};
  std::string address = Trimmed(*value);
  // A literal '+' of an international number arrives as a space where the sender forgot to encode
  // it.
  if (value->size() > address.size() && !address.empty() && value->front() == ' ' &&
      IsDigit(address.front()) && address.size() > 8)
    address.insert(0, "+");
  return address;
}

Result<Secret<std::string>> ReadWords(const char* field, const std::string* value) {
  if (value == nullptr) return Secret<std::string>();
  TRY(CheckWords(field, *value));
  return Secret<std::string>(*value);
}

Status ReadSender(const char* field, const std::string* value, const ChannelSettings& channel,
                  Inbound& inbound, NumberForm form) {
  if (value == nullptr) return Invalid(std::string("field ") + field + ": missing");
  const std::string trimmed = Trimmed(*value);
  if (trimmed.empty() || value->size() > kMaxSenderBytes)
    return Invalid(std::string("field ") + field + ": allowed: 1 to " +
                   std::to_string(kMaxSenderBytes) + " bytes");
  TRY(CheckWords(field, *value));
  if (HasControl(*value))
    return Invalid(std::string("field ") + field + ": holds control characters");
  // A space before the number is a '+' that was lost: it has to stay.
  const bool international = form == NumberForm::kInternational;
  Result<std::string> number =
      NormalizeMsisdn(international ? Marked(trimmed) : *value, channel.region);
  inbound.from_is_msisdn = number.has_value();
  inbound.from = Secret<std::string>(number ? *std::move(number) : trimmed);
  return Unit{};
}

std::optional<TimePoint> OptionalTime(std::string_view value) {
  const Result<TimePoint> time = ParseTime(value);
  return time ? std::optional<TimePoint>(*time) : std::nullopt;
}

std::string ReasonWord(std::string_view value) {
  if (value.empty()) return {};
  const auto allowed = [](char c) {
    return IsDigit(c) || (AsciiLower(c) >= 'a' && AsciiLower(c) <= 'z') || c == '_' || c == '-' ||
           c == '.' || c == ':';
  };
  if (value.size() > kMaxReasonBytes || !std::all_of(value.begin(), value.end(), allowed))
    return "other";
  return std::count_if(value.begin(), value.end(), IsDigit) > kLongestCode ? "other"
                                                                           : std::string(value);
}

Status CheckPathToken(std::string_view token, const ChannelSettings& channel) {
  if (token.empty()) return Invalid("the URL has no secret path");
  bool right = false;
  for (const std::string_view secret : SecretsOf(channel, "path_token"))
    right = ConstantTimeEqual(token, secret) || right;
  if (!right) return Denied("the secret path is wrong");
  return Unit{};
}

std::string StatusUrl(const Settings& settings, const ChannelSettings& channel,
                      std::string_view reference) {
  if (settings.public_url.empty()) return {};
  std::string url = settings.public_url + "/hooks/" + http::UrlEncode(channel.id) + "/status";
  const auto token = channel.secrets.find("path_token");
  if (token != channel.secrets.end() && !token->second.empty())
    url += "/" + http::UrlEncode(token->second.Reveal());
  return url + "?ref=" + http::UrlEncode(reference);
}

Result<nlohmann::json> ReadJson(std::string_view body, size_t most) {
  // The same bytes come with every repeat: what is odd in them must not cost the words.
  JsonLimits limits{.reject_duplicates = false};
  limits.nodes *= std::max<size_t>(1, most / http::kMaxBodyBytes);
  limits.bytes = most;
  std::string repaired;
  if (body.size() <= limits.bytes) {
    repaired = Readable(body);
    RepairSurrogates(repaired);
    body = repaired;
    limits.bytes = body.size();  // U+FFFD is longer than what it stands for
  }
  Result<nlohmann::json> json = ParseJson(body, limits);
  if (!json) return Invalid("body: " + json.error().message);
  return json;
}

}  // namespace tipline::gateway
