// Infobip's status objects in ours (providers.md §4.3):
// {"groupId":5,"groupName":"REJECTED","id":12, "name":"REJECTED_NOT_ENOUGH_CREDITS"}. Pure.
#pragma once

#include <optional>

#include <nlohmann/json_fwd.hpp>

#include "flows/model/message.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

// nullopt: the group OK, which says nothing, or none that we know.
std::optional<DeliveryState> InfobipState(const nlohmann::json& status);
// The answer of POST /sms/3/messages.
SendResult ReadInfobipSend(const SendReply& reply);

}  // namespace tipline::gateway
