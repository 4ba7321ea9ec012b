// Everything that a running system leaves somewhere, as named bytes, and what is looked for in it.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/system/system.h"

namespace tipline::testing {

struct Place {
  std::string name;  // "home/log/gateway.log", "redis/appendonlydir/...", "Redis s (hash)"
  std::string bytes;
};

// Every regular file below the state folder and the folder of Redis.
std::vector<Place> FilesOf(System& system);
// Every key of a running Redis: its name, and all that it holds. Empty if Redis does not answer.
std::vector<Place> RedisOf(System& system);

// Something that must not be found, in every form in which it could have been written down.
struct Needle {
  std::string name;  // what a failing test prints instead of it
  std::vector<std::string> forms;
};
// As it is, in hex, and in base64 wherever it may begin in what was encoded. 8 bytes or more, so
// that chance does not bring it up.
Needle NeedleOf(std::string name, const std::string& bytes);

using Finding = std::pair<std::string, std::string>;  // needle's name, place's name
std::set<Finding> Find(const std::vector<Needle>& needles, const std::vector<Place>& places);

// `word` between bytes that are no letters or digits: for what is too short to be a needle.
bool HoldsWord(const std::string& bytes, const std::string& word);

}  // namespace tipline::testing
