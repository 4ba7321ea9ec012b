// A key of chance, for tests. InitCrypto must have passed.
#pragma once

#include "gateway/base/crypto.h"

namespace tipline::testing {

inline Key FreshKey() {
  KeyBytes bytes{};
  RandomBytes(bytes.data(), bytes.size());
  return Key(bytes);
}

}  // namespace tipline::testing
