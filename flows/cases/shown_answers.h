// Coded answers of a tip that staff must see beside its words: what a phone that rang may be done
// with, what was said of a call, who referred. Pure; thread-safe. Tests:
// tests/flows/cases/call_wish_test.cc
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tipline::flows {

// Name and value, in the order of the list; what is no code ("yes", "KE", a time) is left out.
std::vector<std::pair<std::string, std::string>> AnswersToShow(
    const std::map<std::string, std::string>& answers);

}  // namespace tipline::flows
