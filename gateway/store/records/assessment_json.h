// An Assessment as JSON, to be sealed: its reasons may quote the person. Inside this folder.
// Immutable, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "flows/model/case.h"

namespace tipline::store {

std::string EncodeAssessment(const Assessment& assessment);
Result<Assessment> DecodeAssessment(std::string_view text);

}  // namespace tipline::store
