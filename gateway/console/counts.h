// Answers by route and kind of status, for /metrics. Handles are made at start; counting takes no
// lock. Thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/metrics.h"

namespace tipline::console {

class Counts {
 public:
  Counts();  // after the routes are registered
  // `place`: a route's path, "page" or "other"; others count as "other".
  void Answered(std::string_view place, int status) const;

 private:
  std::map<std::pair<std::string, int>, Counter> answers_;  // by place and status / 100
};

}  // namespace tipline::console
