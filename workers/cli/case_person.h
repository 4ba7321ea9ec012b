// tipline case message, tell, contact, withdraw, erase: what staff do towards the person of a case.
// Tests: tests/workers/cli/case_person_test.cc
#pragma once

#include "workers/cli/command.h"

namespace tipline::cli {

// Into the group `case`.
void AddCaseNumber(CLI::App& group, Context& context, int& exit_code);
void AddCaseWriting(CLI::App& group, Context& context, int& exit_code);  // case_writing.cc
void AddCaseWishes(CLI::App& group, Context& context, int& exit_code);   // case_wishes.cc

}  // namespace tipline::cli
