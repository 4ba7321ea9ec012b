// The codes of Clickatell's reports and its answers to a message (providers.md §4.8). Pure;
// thread-safe. Tests: tests/data/providers/clickatell.json.
#pragma once

#include <optional>
#include <string_view>

#include "flows/model/message.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

// By `statusCode` ("4", "004"), or by the word of `status` where there is no code. `four_is_final`:
// what code 4 means is not documented; true: the phone has it.
std::optional<DeliveryState> ClickatellState(std::string_view code, std::string_view word,
                                             bool four_is_final);

SendResult ReadClickatellSend(const SendReply& reply);

}  // namespace tipline::gateway
