// Telesom, SMS gateway of Somalia: SMS and sending (providers.md §6). Nothing of a webhook is
// signed: the URL holds a secret path. What we send carries a key (telesom_signature.h).
//
//   GET or POST form /hooks/{channel}/sms/{token}   mobile=252630000001&msg=...   -> 200
//   POST {api_url}/sendsms   to=0630000001&from=...&msg=...&key=...   -> 200 "...Success..."
//
// A message has no id and no time, so two equal ones within a moment are told apart by time alone
// (gateway/webhooks). There are no reports. `to` is the national form: numbers of other countries
// are refused here.
// Unverified: what an answer without "Success" means (it is tried again), whether the day in the
// key is that of UTC (the option utc_offset_minutes moves it: Somalia is 180), and what becomes of
// a text over 160 characters (it is sent whole). Tests: tests/data/providers/telesom.json.
#include <charconv>

#include "gateway/providers/charset.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/telesom_signature.h"

namespace tipline::gateway {
namespace {

constexpr const char* kSendPath = "/sendsms";
constexpr std::string_view kCountry = "+252";
constexpr const char* kOffsetOption = "utc_offset_minutes";
constexpr int kFirstZone = -720;
constexpr int kLastZone = 840;

std::optional<int> Minutes(std::string_view value) {
  int minutes = 0;
  const char* last = value.data() + value.size();
  const auto [end, failure] = std::from_chars(value.data(), last, minutes);
  if (failure != std::errc() || end != last || minutes < kFirstZone || minutes > kLastZone)
    return std::nullopt;
  return minutes;
}

bool IsOffset(std::string_view value) {
  return Minutes(value).has_value();
}

Millis OffsetOf(const ChannelSettings& channel) {
  const auto option = channel.options.find(kOffsetOption);
  const int minutes = option == channel.options.end() ? 0 : Minutes(option->second).value_or(0);
  return Millis(int64_t{minutes} * 60'000);
}

class Telesom final : public SecretPathProvider {
 public:
  ProviderInfo Info() const override {
    return {"Telesom (Somalia)", "SMS, no reports", "an open-source gateway's use of it"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"path_token", true}, {"path_token_old"}, {"username"}, {"password"}, {"secret"}};
  }

  std::vector<OptionName> Options() const override {
    return {{kOffsetOption, "-720 to 840", &IsOffset}};
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    if (event != InboundKind::kSms) return NotFound("telesom has no such event");
    const http::Form form = BodyThenQuery(request);
    Inbound inbound = NewInbound(event, channel);
    const std::string* sent = form.Find("msg");
    if (sent == nullptr) return Invalid("field msg: missing");
    TRY_ASSIGN(const std::string words, ToUtf8(*sent, "8-BIT"));  // it does not say what it sends
    inbound.text = KeptWords(words);
    const std::string* mobile = form.Find("mobile");
    TRY(SenderOfWords("mobile", CopyOf(mobile), channel, inbound));
    return inbound;
  }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override {
    TRY(CheckOutbound(message));
    const std::string& number = message.to.Reveal();
    if (!number.starts_with(kCountry)) return Invalid("field to: allowed: numbers of Somalia");
    TRY_ASSIGN(std::string url, ApiUrl(channel, kSendPath));
    TRY_ASSIGN(const std::string username, SecretOf(channel, "username"));
    TRY_ASSIGN(const std::string password, SecretOf(channel, "password"));
    TRY_ASSIGN(const std::string secret, SecretOf(channel, "secret"));
    std::string from = SenderOf(message, channel);
    if (from.empty()) return Unavailable("channel " + channel.id + ": no sender");
    if (from.front() == '+') from.erase(0, 1);
    const std::string to = "0" + number.substr(kCountry.size());
    const std::string& text = message.text.Reveal();
    const std::string date = TelesomDate(context.now + OffsetOf(channel));
    const std::string key = TelesomKey({username, password, secret}, to, text, from, date);
    return FormPost(std::move(url), {{"to", to}, {"from", from}, {"msg", text}, {"key", key}});
  }

  SendResult ReadSend(const SendReply& reply) const override {
    SendResult result = ResultOfHttp(reply);
    if (result.outcome != SendClass::kSent || reply.body.find("Success") != std::string::npos)
      return result;
    const size_t begin = reply.body.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos || reply.body[begin] == '<')  // a page of some proxy
      return ResultOf(SendClass::kUnsure, "unreadable answer");
    return ResultOf(SendClass::kTemporary, "refused");
  }
};

const RegisterProvider kRegistered("telesom", std::make_unique<Telesom>());

}  // namespace
}  // namespace tipline::gateway
