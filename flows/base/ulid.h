// ULIDs: ids that sort by time, 26 characters of Crockford's base 32 (48 bits of milliseconds, 80
// of chance, https://github.com/ulid/spec). They order entries; they are no secret. Pure;
// thread-safe. gateway/base/ids.h makes them from real chance. Tests:
// tests/gateway/base/ids_test.cc
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "flows/base/time.h"

namespace tipline {

constexpr size_t kUlidSize = 26;
constexpr size_t kUlidChanceBytes = 10;

// From given chance, so that a decision can be made again with the same result. Only the first
// kUlidChanceBytes of `chance` count; missing ones are taken as zero.
std::string UlidFrom(TimePoint now, std::string_view chance);

bool IsUlid(std::string_view text);  // upper case, as made here
// When it was made; nothing if it is no ULID.
std::optional<TimePoint> TimeOfUlid(std::string_view ulid);

}  // namespace tipline
