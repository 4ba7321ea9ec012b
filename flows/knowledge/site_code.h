// The code of a workplace, as it hangs on the wall and is typed on a basic phone: six digits, the
// first one no zero, the last one a check digit (Damm), so that one wrong digit, or two that
// changed places, is no other workplace. Pure; thread-safe. Tests:
// tests/flows/knowledge/sites_test.cc
#pragma once

#include <string>
#include <string_view>

namespace tipline::flows {

constexpr size_t kSiteDigits = 6;
constexpr int kFirstSiteNumber = 10'000, kLastSiteNumber = 99'999;  // without the check digit

bool IsSiteCode(std::string_view code);
std::string SiteCodeOf(int number);

}  // namespace tipline::flows
