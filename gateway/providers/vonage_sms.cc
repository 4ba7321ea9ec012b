#include "gateway/providers/vonage_sms.h"

#include <string>

#include "flows/base/gsm7.h"
#include "flows/base/text.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"

namespace tipline::gateway {
namespace {

constexpr size_t kMaxTextCharacters = 3200;
constexpr size_t kMaxCallbackBytes = 100;

}  // namespace

Result<SendRequest> BuildVonageSms(const Outbound& message, const ChannelSettings& channel,
                                   const SendContext& context) {
  TRY(CheckOutbound(message));
  const std::string& text = message.text.Reveal();
  if (CharacterCount(text) > kMaxTextCharacters)
    return Invalid("field text: longer than 3200 characters");
  TRY_ASSIGN(std::string url, ApiUrl(channel, "/sms/json"));
  TRY_ASSIGN(const std::string key, SecretOf(channel, "api_key"));
  TRY_ASSIGN(const std::string secret, SecretOf(channel, "api_secret"));
  TRY_ASSIGN(const std::string from, NeededSender(message, channel));
  Fields fields = {
      {"api_key", key},
      {"api_secret", secret},
      {"from", WithoutPlus(from)},
      {"to", WithoutPlus(message.to.Reveal())},
      {"text", text},
      {"type", Gsm7Septets(text) ? "text" : "unicode"},
      {"status-report-req", "1"},
      {"client-ref", SmsParts(text) > 1 ? message.id + std::string(kVonageParts) : message.id}};
  // Without our reference in it, which client-ref is for: a receipt by GET would carry it among the
  // parameters, and nobody says whether it is signed then. A longer URL is refused; reports go to
  // that of the account then.
  const std::string_view callback = context.status_url.substr(0, context.status_url.find('?'));
  if (!callback.empty() && callback.size() <= kMaxCallbackBytes)
    fields.emplace_back("callback", callback);
  SendRequest request = FormPost(std::move(url), fields);
  request.headers.emplace_back("Accept", "application/json");
  return request;
}

}  // namespace tipline::gateway
