// What the user data header of an SMS says about the parts of a long message (3GPP TS 23.040
// §9.2.3.24). For gateways that hand the header on as hex digits. Pure; thread-safe. Tests:
// tests/gateway/providers/udh_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "flows/base/gsm7.h"
#include "flows/model/message.h"

namespace tipline::gateway {

// Pairs of hex digits of any case, nothing between them; nullopt if it is anything else.
std::optional<std::string> FromHex(std::string_view hex);

// A part by numbers that came as text; nullopt if they make no part: a message that comes as it is
// is better than one that waits for parts which never come. `group` may not be empty.
std::optional<ConcatPart> ConcatOf(std::string_view group, std::string_view part,
                                   std::string_view total);

// The part that the header (with or without its length octet) names: information element 00 with
// a reference of 8 bits, 08 with 16 bits. The group is the reference as a decimal number.
std::optional<ConcatPart> ConcatOfUdh(std::string_view udh_hex);
std::optional<ConcatPart> ConcatOfHeader(std::string_view udh);  // the same of bytes

// The national language tables that the header names, as bytes (information elements 24, 25).
NationalTables TablesOfHeader(std::string_view udh);
// Words that a gateway has read by the default alphabet though the header names other tables, read
// again by those. As they are if there are none, or if they cannot have been read so.
std::string WithTables(std::string text, NationalTables tables);

}  // namespace tipline::gateway
