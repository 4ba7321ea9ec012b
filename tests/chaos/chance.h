// Chance from a seed: the same on every machine and with every standard library. One thread each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tipline::chaos {

class Chance {
 public:
  // `stream` keeps several users of one seed apart.
  explicit Chance(uint64_t seed, uint64_t stream = 0)
      : state_(seed * 0x9E3779B97F4A7C15ULL + stream * 0xD1B54A32D192ED03ULL + 1) {
    Next();
  }

  // splitmix64
  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  uint64_t Below(uint64_t end) { return end == 0 ? 0 : Next() % end; }
  int64_t Between(int64_t first, int64_t last) {
    return first + static_cast<int64_t>(Below(static_cast<uint64_t>(last - first + 1)));
  }
  bool Percent(int percent) { return Below(100) < static_cast<uint64_t>(percent); }

  template <typename T>
  const T& Of(const std::vector<T>& values) {
    return values[Below(values.size())];
  }
  template <typename T>
  void Shuffle(std::vector<T>& values) {
    for (size_t i = values.size(); i > 1; --i)
      std::swap(values[i - 1], values[Below(i)]);
  }
  // Letters that make no word of any language: what a tip is known by.
  std::string Letters(size_t count) {
    constexpr std::string_view kLetters = "bcdfghjklmnpqrstvwxz";
    std::string out;
    for (size_t i = 0; i < count; ++i)
      out += kLetters[Below(kLetters.size())];
    return out;
  }

 private:
  uint64_t state_;
};

}  // namespace tipline::chaos
