// Twilio's words and codes in ours (providers.md §4.1, "Status callback" and "Send"). Pure.
#pragma once

#include <optional>
#include <string_view>

#include "flows/model/message.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

// nullopt: no state of a message that we sent.
std::optional<DeliveryState> TwilioState(std::string_view word);
// True if that error code means that somebody refused the message: a carrier's filter or the
// person.
bool TwilioRefusal(std::string_view error_code);
// The answer of Messages.json.
SendResult ReadTwilioSend(const SendReply& reply);

}  // namespace tipline::gateway
