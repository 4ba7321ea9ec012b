// The Messages API of Vonage, the newer of the two that vonage.cc serves: its webhooks are JSON,
// and it takes messages at /v1/messages (providers.md §4.2). Pure; thread-safe. Tests:
// tests/data/providers/vonage.json.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/model/message.h"
#include "gateway/base/settings.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

// Whether a body is of the Messages API and not of the SMS API.
bool IsVonageMessage(const nlohmann::json& body);

// A message or a report, whichever the body is: one that comes to the other's URL is taken as well.
// `inbound` has the channel set.
Result<Inbound> ParseVonageMessage(const nlohmann::json& body, const ChannelSettings& channel,
                                   Inbound inbound);

// With an RS256 token of the application if the channel has the secrets application_id and
// private_key, else with api_key and api_secret.
Result<SendRequest> BuildVonageMessage(const Outbound& message, const ChannelSettings& channel,
                                       const SendContext& context);

}  // namespace tipline::gateway
