// A register of invented recruiters and what people make of their names, for the test of the
// search: the same names and errors for the same seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tipline::flows::testing {

class Chance {
 public:
  explicit Chance(uint64_t seed) : state_(seed) {}
  size_t Below(size_t limit);

 private:
  uint64_t state_;
};

std::vector<std::string> InventedRecruiters(size_t number, uint64_t seed);

// One way of getting a name wrong.
using Slip = std::string (*)(const std::string& name, Chance& chance);
struct NamedSlip {
  const char* name;
  Slip make;
};
const std::vector<NamedSlip>& Slips();

}  // namespace tipline::flows::testing
