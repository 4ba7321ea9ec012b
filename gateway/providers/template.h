// Texts with places to fill, for providers that are data (dialect_json.h, external.cc). A place is
// "{name}" or "{flag?one:other}"; external.cc has "{{name}}". Unknown places stay as they are: the
// loader of a template refuses them (Places). Pure; thread-safe. Tests:
// tests/gateway/providers/template_test.cc.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace tipline::gateway {

// How a value is written where it is put. kJson: inside the quotes of a JSON string.
enum class Escape { kNone, kJson, kXml, kForm };

// The value of a place; a flag ("ends") is "1" or empty. Asked again for each place.
using Lookup = std::function<std::string(std::string_view name)>;

struct Braces {
  std::string_view open = "{";
  std::string_view close = "}";
};

// The names of all places, in order, with their doubles; of "{flag?one:other}" the flag with a '?'
// behind it. A brace that closes nowhere, or holds what is no name, is no place.
std::vector<std::string> Places(std::string_view text, Braces braces = {});

std::string Fill(std::string_view text, const Lookup& lookup, Escape escape, Braces braces = {});

// Every text in it filled; "{flag}" alone is true or false where the template is JSON. With
// `leave_out`, members and elements of places that all come out empty are left out.
nlohmann::json FillJson(const nlohmann::json& value, const Lookup& lookup, bool leave_out);
// Of all texts in it.
std::vector<std::string> PlacesOf(const nlohmann::json& value);

// The flags: places that are true or false.
bool IsFlag(std::string_view name);

}  // namespace tipline::gateway
