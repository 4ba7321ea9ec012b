// A measurement of ops/bench: one file each, found by its registration, run in the order of
// `place`. A new one is a file in this folder and nothing else.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/report.h"
#include "tests/bench/subject.h"

namespace tipline::bench {

struct Options {
  int rounds = 5;
  double seconds = 2;  // of one round
  std::vector<int> connections = {1, 16, 64, 256};
  std::vector<std::string> subjects;  // short names; empty: all
  bool quick = false;                 // a tenth of the sizes: to see that it works
  std::string folder;                 // of the report
  Walks walks;
};

struct Measurement {
  int place;
  const char* name;                                     // for --only
  const char* what;                                     // one line of help
  bool (*run)(const Options& options, Report& report);  // false: it could not be measured
  bool by_default = true;                               // false: only when asked for
};
std::vector<Measurement>& Measurements();

struct RegisterMeasurement {
  explicit RegisterMeasurement(const Measurement& one) { Measurements().push_back(one); }
};

}  // namespace tipline::bench
