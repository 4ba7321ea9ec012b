#include "gateway/base/ids.h"

#include <array>
#include <string_view>

#include "gateway/base/crypto.h"

namespace tipline {

std::string NewUlid(TimePoint now) {
  std::array<char, kUlidChanceBytes> chance{};
  RandomBytes(chance.data(), chance.size());
  return UlidFrom(now, std::string_view(chance.data(), chance.size()));
}

std::array<uint8_t, 32> FreshEntropy() {
  std::array<uint8_t, 32> bytes{};
  RandomBytes(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace tipline
