// What responders are texted: a reference and two answers, nothing else. No word that tells a
// bystander what this is about (domain.md §3.4), one SMS each. Unknown languages get English. Pure.
// Tests: tests/workers/jobs/wording_test.cc
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tipline::workers {

enum class Wording {
  kOffer,      // "Ref 4821. Reply A 4821 to take it, N 4821 to pass."
  kTaken,      // it is yours
  kPassed,     // you passed it on
  kOver,       // somebody else has it, or it is no longer open
  kNothing,    // unknown reference, or not yours, or no answer at all: says nothing
  kNoContact,  // the person of it wants no contact any more
};

std::string Word(Wording what, std::string_view language, std::string_view reference);
const std::vector<std::string>& WordingLanguages();

}  // namespace tipline::workers
