#include "workers/cli/answers.h"

namespace tipline::cli {

std::vector<std::string> SplitAnswers(std::string_view input) {
  std::vector<std::string> parts;
  if (input.empty()) return parts;
  parts.emplace_back();
  for (size_t i = 0; i < input.size(); ++i) {
    if (input[i] == '\\' && i + 1 < input.size() && input[i + 1] == ',')
      parts.back() += input[++i];
    else if (input[i] == ',')
      parts.emplace_back();
    else
      parts.back() += input[i];
  }
  return parts;
}

}  // namespace tipline::cli
