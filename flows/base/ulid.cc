#include "flows/base/ulid.h"

#include <cstdint>

namespace tipline {
namespace {

constexpr std::string_view kDigits =
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford: no I, L, O, U
constexpr size_t kTimeDigits = 10;
constexpr size_t kBitsPerDigit = 5;

}  // namespace

std::string UlidFrom(TimePoint now, std::string_view chance) {
  std::string id(kUlidSize, '0');
  auto ms = static_cast<uint64_t>(ToMillis(now));
  for (size_t i = kTimeDigits; i-- > 0; ms >>= kBitsPerDigit)
    id[i] = kDigits[ms & 31];
  uint32_t bits = 0;
  size_t held = 0;
  size_t at = 0;
  for (size_t i = kTimeDigits; i < kUlidSize; ++i) {
    if (held < kBitsPerDigit) {
      const uint32_t next = at < chance.size() ? static_cast<uint8_t>(chance[at]) : 0;
      bits = (bits << 8 | next) & 0xFFFF;
      held += 8;
      ++at;
    }
    held -= kBitsPerDigit;
    id[i] = kDigits[bits >> held & 31];
  }
  return id;
}

bool IsUlid(std::string_view text) {
  return text.size() == kUlidSize && text.front() <= '7' &&
         text.find_first_not_of(kDigits) == std::string_view::npos;
}

std::optional<TimePoint> TimeOfUlid(std::string_view ulid) {
  if (!IsUlid(ulid)) return std::nullopt;
  int64_t ms = 0;
  for (size_t i = 0; i < kTimeDigits; ++i)
    ms = ms << kBitsPerDigit | static_cast<int64_t>(kDigits.find(ulid[i]));
  return FromMillis(ms);
}

}  // namespace tipline
