#include "tests/fuzz/provider_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return tipline::fuzz::FuzzProvider("generic", data, size);
}
