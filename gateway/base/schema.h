// JSON Schema (draft 4): does a document fit, and if not, where. The only files that know
// RapidJSON. Immutable; thread-safe. Tests: tests/gateway/base/schema_test.cc.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "flows/base/result.h"

namespace tipline {

// The first thing that does not fit. Pointers are RFC 6901 ("" is the whole document).
struct SchemaFinding {
  std::string document;  // where in the document
  std::string schema;    // the rule's place in the schema, e.g. /properties/partitions
  std::string keyword;   // which part of that rule: "type", "maximum", "additionalProperties", ...
};

class Schema {
 public:
  static Result<Schema> Compile(std::string_view json);  // kInvalid: not JSON
  // `json` must be JSON: whoever read the file has parsed it. Nothing: it fits.
  std::optional<SchemaFinding> Check(std::string_view json) const;

 private:
  struct State;
  explicit Schema(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

}  // namespace tipline
