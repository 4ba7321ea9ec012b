// A key that says nothing and is always the same.
#pragma once

#include "gateway/base/crypto.h"

namespace tipline::testing {

inline KeyBytes Filled(uint8_t byte) {
  KeyBytes bytes{};
  bytes.fill(byte);
  return bytes;
}

}  // namespace tipline::testing
