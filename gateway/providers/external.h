// What external.cc has beside the contract of a provider. For gateway/providers/external*.cc and
// their tests. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/settings.h"
#include "gateway/providers/provider.h"
#include "gateway/providers/template.h"

namespace tipline::gateway {

constexpr Braces kExternalBraces{"{{", "}}"};

std::vector<OptionName> ExternalOptions();
// An option that is missing or empty is `otherwise`.
std::string ExternalOption(const ChannelSettings& channel, const std::string& name,
                           const std::string& otherwise = {});
// 1 to 10000; 0: it is no such number.
int ExternalLength(std::string_view value);

// As Provider::ReadSend, with the channel's option mt_response_check: a 2xx whose body does not
// hold it has refused the message for now (kTemporary).
SendResult ReadExternalSend(const SendReply& reply, const ChannelSettings& channel);

}  // namespace tipline::gateway
