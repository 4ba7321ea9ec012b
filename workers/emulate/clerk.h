// The handler of an emulated API: answers at once, later, or never, as it is decided for each
// request. Belongs to the server's thread.
#pragma once

#include <functional>
#include <memory>

#include "gateway/http/server.h"

namespace tipline::emulate {

struct Decision {
  http::Response answer;
  Millis delay{0};
  bool silent = false;  // the answer never comes: the connection ends without it
};
std::unique_ptr<http::Handler> MakeClerk(std::function<Decision(const http::Request&)> decide);

}  // namespace tipline::emulate
