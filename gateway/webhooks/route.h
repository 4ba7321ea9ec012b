// Which of our URLs a request is for: /hooks/{channel}/{event}[/{token}[/{of the provider}]],
// /healthz, /readyz, /metrics. Pure.
#pragma once

#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "flows/model/message.h"
#include "gateway/http/message.h"

namespace tipline::gateway {

struct Route {
  enum class Kind { kHook, kHealth, kReady, kMetrics, kRefused } kind = Kind::kRefused;
  int status = 404;     // kRefused: 404 unknown, 405 wrong method
  std::string channel;  // kHook
  InboundKind event = InboundKind::kSms;
  std::string token;  // kHook: the secret path segment, may be empty; never logged
};

Route FindRoute(const http::Request& request);

// What a webhook is refused with. `otherwise`: of what is neither forbidden, unknown nor busy.
int StatusOf(const Error& error, int otherwise);

}  // namespace tipline::gateway
