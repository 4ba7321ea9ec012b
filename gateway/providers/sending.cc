// The sending half of gateway/providers/common.h.
#include <algorithm>
#include <charconv>

#include "flows/base/ascii.h"
#include "flows/base/phone.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/common.h"

namespace tipline::gateway {
namespace {

DeliveryState StateAfter(SendClass outcome) {
  switch (outcome) {
    case SendClass::kSent:
      return DeliveryState::kSent;
    case SendClass::kPermanent:
      return DeliveryState::kFailed;
    case SendClass::kOptOut:
      return DeliveryState::kRejected;
    case SendClass::kTemporary:
    case SendClass::kUnsure:
    case SendClass::kRateLimited:
    case SendClass::kConfig:  // the message is kept until somebody has set the channel right
      return DeliveryState::kQueued;
  }
  return DeliveryState::kQueued;
}

}  // namespace

const char* SendClassName(SendClass c) {
  switch (c) {
    case SendClass::kSent:
      return "sent";
    case SendClass::kTemporary:
      return "temporary";
    case SendClass::kUnsure:
      return "unsure";
    case SendClass::kRateLimited:
      return "rate_limited";
    case SendClass::kPermanent:
      return "permanent";
    case SendClass::kOptOut:
      return "opt_out";
    case SendClass::kConfig:
      return "config";
  }
  return "temporary";
}

// providers.md §1.3. A redirect is a wrong api_url: following it could carry a key to a stranger.
// Both are of a proxy: with 502 what is behind it was not reached, mostly, and the message must not
// be given up; with 504 it may have taken the message and is slow to say so.
SendClass ClassOfHttpStatus(int status) {
  if (status >= 200 && status < 300) return SendClass::kSent;
  if (status >= 300 && status < 400) return SendClass::kConfig;
  if (status == 429) return SendClass::kRateLimited;
  if (status == 401 || status == 402 || status == 403) return SendClass::kConfig;
  if (status >= 400 && status < 500 && status != 408 && status != 425) return SendClass::kPermanent;
  if (status == 504) return SendClass::kUnsure;
  return SendClass::kTemporary;
}

Result<std::string> ApiUrl(const ChannelSettings& channel, std::string_view default_path) {
  std::string url = channel.api_url;
  if (url.empty()) return Unavailable("channel " + channel.id + ": no api_url");
  const size_t scheme = url.find("://");
  const size_t path = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  if (path == std::string::npos) return url + std::string(default_path);
  if (path + 1 == url.size()) url.pop_back(), url += default_path;
  return url;
}

Result<std::string> SecretOf(const ChannelSettings& channel, const std::string& name) {
  const auto secret = channel.secrets.find(name);
  if (secret == channel.secrets.end() || secret->second.empty())
    return Unavailable("channel " + channel.id + ": no secret " + name);
  return secret->second.Reveal();
}

std::vector<std::string_view> SecretsOf(const ChannelSettings& channel, const std::string& name) {
  std::vector<std::string_view> all;
  for (const char* suffix : {"", "_old"}) {
    const auto found = channel.secrets.find(name + suffix);
    if (found != channel.secrets.end() && !found->second.empty())
      all.emplace_back(found->second.Reveal());
  }
  return all;
}

std::string WithoutPlus(std::string_view number) {
  if (number.starts_with('+')) number.remove_prefix(1);
  return std::string(number);
}

std::string SenderOf(const Outbound& message, const ChannelSettings& channel) {
  return message.from.empty() ? channel.sender : message.from;
}

Status CheckOutbound(const Outbound& message) {
  if (!LooksLikeMsisdn(message.to.Reveal())) return Invalid("field to: not a number in E.164 form");
  if (message.text.empty()) return Invalid("field text: empty");
  return CheckWords("text", message.text.Reveal());
}

std::string EncodeForm(const Fields& fields) {
  std::string form;
  for (const auto& [name, value] : fields) {
    if (!form.empty()) form += '&';
    form += http::UrlEncode(name) + '=' + http::UrlEncode(value);
  }
  return form;
}

SendRequest FormPost(std::string url, const Fields& fields) {
  SendRequest request;
  request.url = std::move(url);
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  request.body = EncodeForm(fields);
  return request;
}

SendResult ResultOf(SendClass outcome, std::string reason) {
  SendResult result;
  result.outcome = outcome;
  result.state = StateAfter(outcome);
  result.reason = std::move(reason);
  return result;
}

SendResult ResultOfHttp(const SendReply& reply) {
  const SendClass outcome = ClassOfHttpStatus(reply.status);
  std::string reason;
  if (outcome != SendClass::kSent)
    reason = reply.status == 0 ? "no answer" : "http " + std::to_string(reply.status);
  SendResult result = ResultOf(outcome, std::move(reason));
  result.retry_after = RetryAfter(reply);
  return result;
}

Millis RetryAfter(const SendReply& reply) {
  for (const auto& [name, value] : reply.headers) {
    if (!EqualsIgnoringCase(name, "Retry-After")) continue;
    int seconds = 0;
    const char* last = value.data() + value.size();
    const auto [end, failure] = std::from_chars(value.data(), last, seconds);
    if (failure == std::errc() && end == last && seconds > 0)
      return std::min<Millis>(Millis(int64_t{seconds} * 1000), kMaxRetryAfter);
  }
  return Millis{0};
}

}  // namespace tipline::gateway
