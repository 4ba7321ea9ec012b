// HTTP Basic (RFC 7617) of webhooks, for providers that have nothing better. For
// gateway/providers/*.cc only. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "gateway/base/settings.h"
#include "gateway/http/message.h"

namespace tipline::gateway {

// Checks `Authorization` against secret `username` and any of the secrets `passwords` (both during
// a rotation) of the channel, in constant time. A channel that has none of them lets everybody in:
// the secret path is another matter. kInvalid: nothing was sent; kDenied: it is wrong, or the
// channel has only one half.
Status CheckBasic(const http::Request& request, const ChannelSettings& channel,
                  const char* username, const std::vector<const char*>& passwords);

}  // namespace tipline::gateway
