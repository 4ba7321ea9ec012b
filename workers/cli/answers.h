// Answers of a person on the command line: "1,2,Kisumu". Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tipline::cli {

// At commas; `\,` is a comma of the words.
std::vector<std::string> SplitAnswers(std::string_view input);

}  // namespace tipline::cli
