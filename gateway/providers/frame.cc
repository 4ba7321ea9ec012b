#include "gateway/providers/frame.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "flows/base/json.h"

namespace tipline::gateway {

http::Response QuietProvider::Render(const Inbound& /*inbound*/, const Reply& /*reply*/) const {
  return http::Response::Text("");
}

Status SecretPathProvider::Authenticate(const http::Request& /*request*/, InboundKind /*event*/,
                                        std::string_view token, const ChannelSettings& channel,
                                        const Settings& /*settings*/) const {
  return CheckPathToken(token, channel);
}

http::Response UnavailableScreen(const Provider& provider, InboundKind event,
                                 std::string_view text) {
  if (event != InboundKind::kUssd) return http::Response::Error(503);
  Inbound nobody;
  nobody.kind = event;
  return provider.Render(nobody, {std::string(text), true});
}

std::optional<DeliveryState> StateOf(std::span<const StateWord> table, std::string_view word) {
  for (const StateWord& known : table)
    if (known.word == word) return known.state;
  return std::nullopt;
}

std::optional<DeliveryState> StateOfAnyCase(std::span<const StateWord> table,
                                            std::string_view word) {
  for (const StateWord& known : table)
    if (EqualsIgnoringCase(known.word, word)) return known.state;
  return std::nullopt;
}

bool WentWell(DeliveryState state) {
  return state == DeliveryState::kQueued || state == DeliveryState::kSent ||
         state == DeliveryState::kDelivered;
}

Inbound NewInbound(InboundKind kind, const ChannelSettings& channel) {
  Inbound inbound;
  inbound.kind = kind;
  inbound.channel = channel.id;
  return inbound;
}

std::optional<std::string> CopyOf(const std::string* value) {
  return value == nullptr ? std::nullopt : std::optional(*value);
}

// Networks without words for a hidden number send the keys that its letters stand on.
bool IsHidden(std::string_view number) {
  constexpr std::array<std::string_view, 5> kKeys = {"266696687", "7378742833", "2562533",
                                                     "8656696", "86282452253"};
  const size_t digits = number.find_first_not_of('+');
  return digits == std::string_view::npos ||
         std::find(kKeys.begin(), kKeys.end(), number.substr(digits)) != kKeys.end();
}

void CallerOf(const std::string* value, const ChannelSettings& channel, Inbound& inbound) {
  const bool hidden = value == nullptr || IsHidden(*value);
  if (!hidden && ReadSender("from", value, channel, inbound)) return;
  inbound.from = Secret<std::string>();
  inbound.from_is_msisdn = false;
}

Result<nlohmann::json> ReadJsonObject(std::string_view body) {
  TRY_ASSIGN(nlohmann::json read, ReadJson(body));
  if (!read.is_object()) return Invalid("body: allowed: a JSON object");
  return read;
}

Result<std::string> NeededSender(const Outbound& message, const ChannelSettings& channel) {
  std::string from = SenderOf(message, channel);
  if (from.empty()) return Unavailable("channel " + channel.id + ": no sender");
  return from;
}

SendRequest JsonPost(std::string url, const nlohmann::json& body, const Fields& headers) {
  SendRequest request;
  request.url = std::move(url);
  request.headers = {{"Content-Type", "application/json"}};
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
  request.body = DumpJson(body);
  return request;
}

}  // namespace tipline::gateway
