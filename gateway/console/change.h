// What the writing routes of a case share. Pure but for CurrentConflict.
#pragma once

#include <string>

#include "flows/base/result.h"
#include "gateway/console/route.h"
#include "gateway/store/records/cases.h"

namespace tipline::console {

// The change that the call asks for, with the revision that its sender saw: If-Match: "7", or the
// field "revision". kInvalid: neither, or not a number above 0.
Result<store::Change> ChangeOf(const Call& call);
// A text field of the body; kInvalid: missing, not a text, longer than `max_bytes`, not UTF-8, or
// with control characters other than line ends.
Result<std::string> TextField(const Call& call, const char* name, size_t max_bytes);

http::Response Changed(const Case& item);  // {"id","revision","status"}
http::Response CaseProblem(const Call& call,
                           const Error& error);  // a conflict tells the current revision

}  // namespace tipline::console
