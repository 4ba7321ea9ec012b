#include "flows/voice/noise.h"

#include <cassert>
#include <cmath>

namespace tipline::flows::voice {
namespace {

// Above 0, at most 1: 53 bits are what a double holds exactly.
double Unit(std::string_view bytes) {
  uint64_t bits = 0;
  for (const char c : bytes)
    bits = bits << 8U | static_cast<uint8_t>(c);
  return static_cast<double>((bits >> 11U) + 1) / 9007199254740992.0;
}

// 0, 1, 2, … each kNoiseRatio times as likely as the one before.
int64_t Geometric(std::string_view bytes) {
  return static_cast<int64_t>(std::floor(std::log(Unit(bytes)) / std::log(kNoiseRatio)));
}

}  // namespace

int64_t NoiseWithin(int64_t counts) {
  constexpr double kVariance = 2 * kNoiseRatio / ((1 - kNoiseRatio) * (1 - kNoiseRatio));
  constexpr double kOf20 = 1.96;  // standard deviations, as of a normal distribution
  return std::llround(kOf20 * std::sqrt(kVariance * static_cast<double>(counts)));
}

int64_t NoiseFrom(std::string_view chance) {
  assert(chance.size() >= 16);
  return Geometric(chance.substr(0, 8)) - Geometric(chance.substr(8, 8));
}

}  // namespace tipline::flows::voice
