// A property that must hold for every input: libFuzzer reports the abort and keeps the input.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace tipline::fuzz {

inline void Require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "property broken: %s\n", property);
  std::abort();
}

}  // namespace tipline::fuzz
