// What adapters of one build have in common, so that each holds only what differs: the class they
// start from, tables of delivery states, and the usual beginnings and requests. For
// gateway/providers/*.cc only. Pure; thread-safe. Tests: the cases of the adapters that use it, in
// tests/data/providers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/model/message.h"
#include "gateway/base/settings.h"
#include "gateway/providers/common.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

// Answers every webhook with an empty 200: replies go out as messages of their own.
class QuietProvider : public Provider {
 public:
  http::Response Render(const Inbound& inbound, const Reply& reply) const override;
  bool CarriesSmsReply() const override { return false; }
};

// And nothing is signed: the URL holds a secret path.
class SecretPathProvider : public QuietProvider {
 public:
  Status Authenticate(const http::Request& request, InboundKind event, std::string_view token,
                      const ChannelSettings& channel, const Settings& settings) const override;
};

// For RenderUnavailable of who carries USSD: the end screen that Render makes without session and
// number, which are not known then; 503 for all other events.
http::Response UnavailableScreen(const Provider& provider, InboundKind event,
                                 std::string_view text);

// A provider's words for delivery states.
struct StateWord {
  std::string_view word;
  DeliveryState state;
};
std::optional<DeliveryState> StateOf(std::span<const StateWord> table, std::string_view word);
std::optional<DeliveryState> StateOfAnyCase(std::span<const StateWord> table,
                                            std::string_view word);
// Queued, sent or delivered: no reason is kept with it.
bool WentWell(DeliveryState state);

Inbound NewInbound(InboundKind kind, const ChannelSettings& channel);
std::optional<std::string> CopyOf(const std::string* value);
// Fills `from` of a call: nobody where the number is hidden (a word for it, nothing, or what cannot
// be read): it is a call all the same.
void CallerOf(const std::string* value, const ChannelSettings& channel, Inbound& inbound);
// ReadJson (common.h) of what has to be an object.
Result<nlohmann::json> ReadJsonObject(std::string_view body);
// SenderOf (common.h); kUnavailable if there is none: the message waits for whoever sets one.
Result<std::string> NeededSender(const Outbound& message, const ChannelSettings& channel);
// A POST of `body` with its media type and, behind it, `headers`.
SendRequest JsonPost(std::string url, const nlohmann::json& body, const Fields& headers);

}  // namespace tipline::gateway
