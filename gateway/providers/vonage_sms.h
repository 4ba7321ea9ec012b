// Sending by Vonage's SMS API (vonage.cc). Pure.
#pragma once

#include <string_view>

#include "gateway/providers/provider.h"

namespace tipline::gateway {

// Behind our id in client-ref: the message has several parts. No id of ours has a '.'.
constexpr std::string_view kVonageParts = ".parts";

Result<SendRequest> BuildVonageSms(const Outbound& message, const ChannelSettings& channel,
                                   const SendContext& context);

}  // namespace tipline::gateway
