// The words of MessageBird's reports and its answers to a message (providers.md §4.6; the codes of
// its REST errors are not documented anywhere that we could check). Pure; thread-safe. Tests:
// tests/data/providers/messagebird.json.
#pragma once

#include <optional>
#include <string_view>

#include "flows/model/message.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

// `status` with `statusErrorCode`; nullopt for a word that we do not know.
std::optional<DeliveryState> MessageBirdState(std::string_view status, std::string_view error_code);

SendResult ReadMessageBirdSend(const SendReply& reply);

}  // namespace tipline::gateway
