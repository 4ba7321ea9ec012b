// What kind of contact it was: one word for each, whether it became a case or not, from one list.
// The machine says what it knows; people say the rest. Pure; thread-safe. Tests:
// tests/flows/cases/disposition_test.cc
#pragma once

#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/model/tip.h"

namespace tipline::flows {

struct Disposition {
  const char* code;
  bool substantive;  // something that people may have to act on
};
const std::vector<Disposition>& DispositionTable();
bool IsDisposition(std::string_view code);
bool IsSubstantive(std::string_view code);
Status CheckDisposition(std::string_view code);  // kInvalid: not one of the list

inline constexpr const char* kUnsorted = "unsorted";
// Session::found while the last tip of the conversation is unsorted: a later one may say more.
inline constexpr const char* kUnsortedMark = "~unsorted";

// Of a contact that left a tip; "unsorted": people have to say.
const char* DispositionOf(const Tip& tip);
// What closing a case with that code says of the contact; empty: nothing.
const char* DispositionOfClosure(std::string_view closure_code);

}  // namespace tipline::flows
