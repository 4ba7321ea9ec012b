// What a request may cost: tests/guard/budget.json. A figure over its budget by more than the
// allowed growth fails; with TIPLINE_RENEW_BUDGET=true it is written down instead. Throws
// std::runtime_error if the file or the figure is not there.
#pragma once

#include <string>

namespace tipline::guard {

struct Verdict {
  bool within = false;
  std::string text;  // name, measured, budget, by how much; one line
};

Verdict Judge(const std::string& figure, double measured);

}  // namespace tipline::guard
