// Where a request came from, seen through our own proxies. Pure; thread-safe. Tests:
// tests/gateway/http/source_test.cc.
#pragma once

#include <string>
#include <vector>

#include "gateway/http/message.h"

namespace tipline::http {

// The peer of the connection; behind a proxy of `trusted` (addresses and networks) the last hop of
// X-Forwarded-For that is none of them. What is left of that was written by whoever asked, and is
// not believed. Where a trusted proxy says nothing, the proxy itself.
std::string ClientAddress(const Request& request, const std::vector<std::string>& trusted);

}  // namespace tipline::http
