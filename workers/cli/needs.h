// The lists of config/data/needs.json: what services are for, and for whom. Adding a value needs no
// release; what a list does not have (any more) is "other" where it is counted. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "flows/base/result.h"

namespace tipline::cli {

struct NeedValue {
  std::string label;
  bool hidden_place = false;  // where it is must not be public
  bool retired = false;       // still taken, but offered no more
};

struct NeedLists {
  std::map<std::string, NeedValue> needs, who;
};

// kNotFound: no such file. kInvalid: names the field.
Result<NeedLists> ReadNeeds(const std::string& file);
// Where one with these needs is must not be public: neither in `place` nor in words of a note.
bool HidesPlace(const NeedLists& lists, const std::vector<std::string>& needs);
std::string Allowed(const std::map<std::string, NeedValue>& list);
// The need as it is counted and shown; "other": on no list.
std::string CountedAs(const NeedLists& lists, const std::string& need);

}  // namespace tipline::cli
