#include "flows/engine/ids.h"

#include <algorithm>

#include "flows/base/ulid.h"

namespace tipline::flows {
namespace {

// SplitMix64's output function: spreads a difference in any bit over all.
uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

// One digit throughout (0000) or in steps (1234, 4321).
bool IsFirstGuess(const std::string& pin) {
  const int step = pin[1] - pin[0];
  if (step < -1 || step > 1) return false;
  return std::adjacent_find(pin.begin(), pin.end(),
                            [step](char a, char b) { return b - a != step; }) == pin.end();
}

}  // namespace

uint64_t Ids::Word(size_t at) const {
  uint64_t word = 0;
  for (size_t i = 0; i < 8; ++i)
    word = word << 8U | entropy_[at + i];
  return word;
}

std::string Ids::Ulid() {
  ++drawn_;
  const uint64_t high = Mix(Word(0) + drawn_ * 0x9E3779B97F4A7C15ULL);
  const uint64_t low = Mix(Word(8) ^ (high + drawn_));
  std::string chance;
  for (size_t i = 0; i < kUlidChanceBytes; ++i)
    chance +=
        static_cast<char>((i < 5 ? high >> (24U + 8 * i) : low >> (24U + 8 * (i - 5))) & 0xFFU);
  return UlidFrom(now_, chance);
}

std::string Ids::CaseCode() const {
  uint64_t word = Word(16);
  std::string code = "0";
  code += static_cast<char>('1' + word % 9);
  word /= 9;
  for (int i = 0; i < 8; ++i, word /= 10)
    code += static_cast<char>('0' + word % 10);
  return code;
}

std::string Ids::Pin() const {
  uint64_t word = Word(24);
  std::string pin;
  for (int tries = 0; tries < 4; ++tries) {
    pin.clear();
    for (int i = 0; i < 4; ++i, word /= 10)
      pin += static_cast<char>('0' + word % 10);
    if (!IsFirstGuess(pin)) return pin;
  }
  return "2749";  // only entropy that is no entropy comes here
}

}  // namespace tipline::flows
