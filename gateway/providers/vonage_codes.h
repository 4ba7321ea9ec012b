// The words and numbers of Vonage's reports and answers (providers.md §4.2; the codes of the
// Messages API from the provider's list of errors). Pure; thread-safe. Tests:
// tests/data/providers/vonage.json.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "flows/model/message.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

// `status` of a delivery receipt (SMS API) with its `err-code`; nullopt: no state, or a word that
// we do not know.
std::optional<DeliveryState> VonageState(std::string_view status, std::string_view error_code);
// `status` of the Messages API with the code of its `error`.
std::optional<DeliveryState> VonageMessageState(std::string_view status, std::string_view code);

// The code of {"type":"https://…/messages#1240","title":"1240",…}, the shape of errors in reports
// and answers of the Messages API; empty without one.
std::string VonageProblem(const nlohmann::json& error);

// The answer to a message sent by either API.
SendResult ReadVonageSend(const SendReply& reply);

}  // namespace tipline::gateway
