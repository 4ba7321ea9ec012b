// The `key` of Telesom's send API (providers.md §6): upper-case hex of the MD5 of
// user|password|to|msg|from|dd/mm/yyyy|secret. MD5 over a suffix is no MAC worth the name: it is
// what the provider takes, and TLS has to keep the rest. Pure.
#pragma once

#include <string>
#include <string_view>

#include "flows/base/time.h"

namespace tipline::gateway {

struct TelesomLogin {
  std::string_view username;
  std::string_view password;
  std::string_view secret;
};

// "31/01/2026": the day in UTC of `at`.
std::string TelesomDate(TimePoint at);
// `to` and `from` as they are sent.
std::string TelesomKey(const TelesomLogin& login, std::string_view to, std::string_view text,
                       std::string_view from, std::string_view date);

}  // namespace tipline::gateway
