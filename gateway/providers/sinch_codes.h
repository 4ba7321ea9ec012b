// Sinch's words and codes in ours (providers.md §4.7, "Delivery reports"). Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "flows/model/message.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

// `state` and `reason` of a report object with `status` and `code`; `ignore` where it says nothing
// ("Unknown").
void ReadSinchState(const nlohmann::json& report, Inbound& inbound);
// The answer of POST /batches.
SendResult ReadSinchSend(const SendReply& reply);

}  // namespace tipline::gateway
