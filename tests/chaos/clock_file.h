// The clock of the programs under test: a file with an offset that preload/clock.cc adds to the
// time of day, and that may change at any time. Monotonic time stays as it is.
#pragma once

#include <map>
#include <string>

namespace tipline::chaos {

class ClockFile {
 public:
  explicit ClockFile(std::string path);
  // A sanitizer's runtime wants to be the first library of a program, and takes none before it.
  static bool Possible();
  // What a program must be started with.
  std::map<std::string, std::string> Environment() const;
  void Offset(long long seconds) const;

 private:
  std::string path_;
};

}  // namespace tipline::chaos
