// JSON text in and out, for untrusted input: parsing stops at the first byte over a limit instead
// of building the document first. Only .cc files that read or write JSON include
// <nlohmann/json.hpp> itself. Pure; thread-safe. Tests: tests/flows/base/json_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"

namespace tipline {

// The defaults fit a webhook (design.md §7); flow bundles and tips raise `bytes` and `nodes`.
struct JsonLimits {
  size_t bytes = 65536;
  int depth = 32;                 // arrays and objects inside each other
  size_t nodes = 20'000;          // values and keys together
  bool comments = false;          // accept // and /* */ (configuration files)
  bool reject_duplicates = true;  // false: of a key that comes twice, the first counts
};

// Strict RFC 8259; one value, nothing after it. kInvalid names the byte offset and what is wrong,
// never the content.
Result<nlohmann::json> ParseJson(std::string_view text, const JsonLimits& limits = {});

// Compact, keys sorted. Never throws: a byte that is not UTF-8 becomes U+FFFD.
std::string DumpJson(const nlohmann::json& value);
// The same over several lines, for people.
std::string DumpJsonIndented(const nlohmann::json& value);

}  // namespace tipline
