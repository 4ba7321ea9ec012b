// Africa's Talking's words and codes in ours (providers.md §3). Pure.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/providers/provider.h"

namespace tipline::gateway {

// `status` and `failureReason` of a report. Nothing: a word that we do not know.
std::optional<DeliveryState> AfricasTalkingState(std::string_view status, std::string_view reason);
SendResult ReadAfricasTalkingSend(const SendReply& reply);

}  // namespace tipline::gateway
