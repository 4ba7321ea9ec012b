// Providers that are data: a file config/dialects/NAME.json says how the webhooks and the send API
// of provider NAME look, and `Dialect` (dialect_provider.h) does the rest. For gateways that differ
// from others in names only; whatever signs, counts or splits is code. dialect_json.h has what a
// file may hold; config/dialects has the files. Tests: tests/gateway/providers/dialect_test.cc and,
// for each file, tests/data/providers/NAME.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "gateway/providers/dialect_json.h"

namespace tipline::gateway {

// Registers every *.json of the folder in Providers(); a folder is loaded once. For the beginning
// of main(): not thread-safe, and a provider stays until the program ends. kInvalid: "FILE:
// /pointer: found X; allowed: Y", and none of the folder is registered; a name that another
// provider has is such an error.
Status LoadDialects(const std::string& folder);
// The providers that came by LoadDialects, in order.
std::vector<std::string> DialectNames();

// One file, for whoever wants to know what it says; `file` is for errors.
Result<DialectSpec> ReadDialect(const std::string& name, const std::string& file,
                                std::string_view text);

}  // namespace tipline::gateway
