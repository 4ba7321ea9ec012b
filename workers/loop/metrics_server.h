// /metrics and /healthz of the worker, on loopback only, if a port is configured.
#pragma once

#include <memory>

#include "gateway/http/server.h"

namespace tipline::workers {

Result<std::unique_ptr<http::Server>> ServeMetrics(int port);

}  // namespace tipline::workers
