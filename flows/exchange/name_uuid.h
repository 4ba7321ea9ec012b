// UUIDs that the same name always gives, so that a flow exported twice is the same flow on the
// other side. Version 8 (RFC 9562: made as the vendor likes) from two FNV-1a hashes: the names are
// our own, nobody gains by two that collide, and flows/ has no SHA-1 for version 5. Pure;
// thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace tipline::flows::exchange {

std::string NameUuid(std::string_view name);
// 8-4-4-4-12 hex digits, of any version.
bool IsUuid(std::string_view text);

}  // namespace tipline::flows::exchange
