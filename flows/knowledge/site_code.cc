#include "flows/knowledge/site_code.h"

#include <algorithm>
#include <array>

namespace tipline::flows {
namespace {

// H. M. Damm's quasigroup of order ten: totally anti-symmetric, with zeroes on the diagonal.
constexpr std::array<const char*, 10> kDamm = {
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"};

size_t Interim(std::string_view digits) {
  size_t interim = 0;
  for (const char c : digits)
    interim = static_cast<size_t>(kDamm[interim][c - '0'] - '0');
  return interim;
}

}  // namespace

bool IsSiteCode(std::string_view code) {
  return code.size() == kSiteDigits && code.front() != '0' &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         Interim(code) == 0;
}

std::string SiteCodeOf(int number) {
  std::string digits = std::to_string(number);
  digits += static_cast<char>('0' + Interim(digits));
  return digits;
}

}  // namespace tipline::flows
