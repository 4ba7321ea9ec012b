// Where requests of a channel may go, from its settings.
#pragma once

#include "gateway/base/settings.h"
#include "gateway/http/client_guard.h"

namespace tipline::workers {

inline http::Reach ReachOf(const Settings& settings, const ChannelSettings& channel) {
  return {settings.sandbox, channel.private_network, channel.plain_http};
}

}  // namespace tipline::workers
