// A fresh folder of a test, removed with all that is in it when the object goes.
#pragma once

#include <string>

namespace tipline::testing {

class TempDir {
 public:
  TempDir();  // aborts the test program if it cannot be made
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  // Writes (replaces) a file in it and gives its path.
  std::string Write(const std::string& name, const std::string& text, unsigned mode = 0600) const;

 private:
  std::string path_;  // short: unix socket paths must fit below it
};

}  // namespace tipline::testing
