// What a source of flows/knowledge answers, as data: tests/data/knowledge/<source>.json, a list of
// {"name","document"} with "error", or "size" and "asks":[{"by","now","language"?,"country"?,
// "sure"?,"labels"?,"first"?: values of the first hit, "values"?: of the source}].
#pragma once

#include <string>

namespace tipline::flows::testing {

// Plays all cases of a source.
void CheckSource(const std::string& name);

}  // namespace tipline::flows::testing
