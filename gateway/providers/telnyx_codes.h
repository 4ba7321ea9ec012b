// Telnyx' words and codes in ours (providers.md §4.4, "Send"). Pure.
#pragma once

#include <optional>
#include <string_view>

#include "flows/model/message.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

// Of `to[].status`; nullopt: no word that we know.
std::optional<DeliveryState> TelnyxState(std::string_view status);
// What that error code says about a message that was not delivered; nullopt: nothing more than its
// status does.
std::optional<DeliveryState> TelnyxStateOfError(std::string_view code);
// The answer of POST /v2/messages.
SendResult ReadTelnyxSend(const SendReply& reply);

}  // namespace tipline::gateway
