// Counts calls of malloc, calloc and realloc, which every `new` ends in, of this thread. Linking
// allocations.cc into a program is what makes it count: without a sanitizer by standing in front of
// the C library's functions, with AddressSanitizer or ThreadSanitizer (which do the same) by their
// own hook. The counts are the same in both.
#pragma once

#include <cstdint>

namespace tipline::guard {

class CountAllocations {
 public:
  CountAllocations();
  int64_t count() const;  // since it was made

 private:
  int64_t before_;
};

}  // namespace tipline::guard
