// The signs of one dimension of the operational indicators, and when they are enough (domain.md
// §2.3). Pure.
#pragma once

namespace tipline::flows {

struct DimensionCount {
  int strong = 0, medium = 0, weak = 0;
  int all() const { return strong + medium + weak; }
  bool Positive() const {
    return strong >= 2 || (strong == 1 && medium + weak >= 1) || medium >= 3 ||
           (medium >= 2 && weak >= 1);
  }
};

}  // namespace tipline::flows
