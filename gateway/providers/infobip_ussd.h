// Infobip USSD, the third-party application API (providers.md §5.5): part of provider "infobip".
// Infobip is given the URL /hooks/{channel}/ussd/{token} and puts behind it
//
//   POST /{sessionId}/start      {"msisdn":"254700000001","text":"*384*123#","shortCode":"*384#"}
//   POST /{sessionId}/response   {"msisdn":"254700000001","text":"1"}
//   -> {"ussdMenu":"...","shouldClose":false,"responseExitCode":200,"responseMessage":""}
//   PUT  /{sessionId}/end        {"reason":"...","exitCode":200}
//   GET  /{sessionId}/status
//
// Pure. A newer USSD product of Infobip may differ (unverified). `imsi` is never read.
#pragma once

#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "flows/model/message.h"
#include "gateway/base/settings.h"
#include "gateway/http/message.h"
#include "gateway/providers/provider.h"

namespace tipline::gateway {

// `end` is a kUssdEnd; `status` a kUssd that is to be ignored, by which Render knows it. kNotFound:
// no session and call behind the secret path; kInvalid: a body that is no JSON object.
Result<Inbound> ParseInfobipUssd(const http::Request& request, const ChannelSettings& channel);

// The answer to each of the four calls.
http::Response RenderInfobipUssd(const Inbound& inbound, const Reply& reply);

// What was dialled behind one of the channel's codes, else behind `short_code`, joined by '*':
// "*713*4*3*5#" on 713*4 is "3*5"; the longest code that fits counts. Empty if nothing was, or no
// code fits: then only the menu is sure.
std::string InfobipDialled(std::string_view text, std::string_view short_code,
                           const ChannelSettings& channel);

}  // namespace tipline::gateway
