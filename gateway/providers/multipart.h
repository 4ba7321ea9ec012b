// multipart/form-data (RFC 7578), for gateways that post forms in it (providers.md §4.11). Pure;
// thread-safe. Tests: tests/gateway/providers/values_test.cc.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gateway/http/message.h"

namespace tipline::gateway {

bool IsMultipart(const http::Request& request);
// The parts with a name, in order; files and what cannot be read are left out.
std::vector<std::pair<std::string, std::string>> ReadMultipart(const http::Request& request);

}  // namespace tipline::gateway
