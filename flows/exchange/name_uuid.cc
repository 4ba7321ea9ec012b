#include "flows/exchange/name_uuid.h"

#include <cstdint>

namespace tipline::flows::exchange {
namespace {

constexpr uint64_t kPrime = 0x100000001B3ULL;

uint64_t Fnv(std::string_view text, uint64_t hash) {
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  hash ^= hash >> 32U;  // short names would leave the upper bits alike
  return hash * kPrime;
}

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool IsDash(size_t at) {
  return at == 8 || at == 13 || at == 18 || at == 23;
}

}  // namespace

std::string NameUuid(std::string_view name) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  const uint64_t high = Fnv(name, 0xCBF29CE484222325ULL);
  const uint64_t low = Fnv(name, high ^ 0x9E3779B97F4A7C15ULL);
  std::string out;
  for (unsigned i = 0; i < 32; ++i) {
    const uint64_t half = i < 16 ? high : low;
    uint64_t digit = (half >> (60U - 4U * (i % 16U))) & 15U;
    if (i == 12) digit = 8;                  // version
    if (i == 16) digit = (digit & 3U) | 8U;  // variant
    if (IsDash(out.size())) out += '-';
    out += kHex[digit];
  }
  return out;
}

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i)
    if (IsDash(i) ? text[i] != '-' : !IsHex(text[i])) return false;
  return true;
}

}  // namespace tipline::flows::exchange
