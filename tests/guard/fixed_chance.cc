#include "tests/guard/fixed_chance.h"

#include <cstddef>
#include <cstdint>

#include <sodium.h>

namespace tipline::guard {
namespace {

uint64_t state = 1;

uint32_t Next() {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return static_cast<uint32_t>(state >> 32U);
}

void Fill(void* out, size_t size) {
  auto* bytes = static_cast<unsigned char*>(out);
  for (size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<unsigned char>(Next());
}

}  // namespace

void FixChance() {
  static randombytes_implementation fixed{
      [] { return "fixed"; }, Next, nullptr, nullptr, Fill, nullptr};
  randombytes_set_implementation(&fixed);
}

}  // namespace tipline::guard
