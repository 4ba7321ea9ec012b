// Reads the members of one JSON object of a data file, so that each has the right type and none is
// misspelt. The first mistake is kept; the rest is read as if it were not there. One thread.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/base/result.h"
#include "flows/base/time.h"

namespace tipline::emulate {

class Members {
 public:
  // `where`: FILE: POINTER, for errors. `object` outlives this.
  Members(const nlohmann::json& object, std::string where);

  bool Has(const char* name) const;
  // Leave `out` alone if the member is not there.
  void Read(const char* name, std::string& out);
  void Read(const char* name, int& out);
  void Read(const char* name, bool& out);
  void Read(const char* name, std::vector<std::string>& out);  // one string is a list of one
  void Read(const char* name, std::vector<int>& out);
  void Read(const char* name, nlohmann::json& out, bool object = true);
  void ReadSeconds(const char* name, Millis& out);
  // The member itself, null if there is none.
  const nlohmann::json* Take(const char* name);
  std::string Where(const char* name) const { return where_ + "/" + name; }

  void Mistake(const char* name, const std::string& allowed);
  // The first mistake, else a member that nobody read ("$comment" may stand everywhere).
  Status Done() const;

 private:
  const nlohmann::json& object_;
  const std::string where_;
  std::set<std::string> read_;
  std::string mistake_;
};

}  // namespace tipline::emulate
