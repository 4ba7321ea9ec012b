#include "flows/cases/shown_answers.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tipline::flows {
namespace {

constexpr std::array kShown = {
    "missed_calls",     "first_call",      "number",         "call_back",   "open_case",
    "open_case_urgent", "text_in",         "call_time",      "call_other",  "referred_by",
    "referral_country", "screened_as",     "screen_country", "signs_hired", "signs_pressed",
    "signs_before",     "signs_work",      "signs_school",   "signs_kept",  "signs_clinic",
    "signs_need",       "role_unverified", "kept_from",      "site",        "tell_company",
    "port_when",        "help_by",         "pro_agree",
};
constexpr size_t kLongestCode = 120;

bool IsCode(const std::string& value) {
  return !value.empty() && value.size() <= kLongestCode &&
         std::all_of(value.begin(), value.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("_-.,:*").find(c) != std::string_view::npos;
         });
}

}  // namespace

std::vector<std::pair<std::string, std::string>> AnswersToShow(
    const std::map<std::string, std::string>& answers) {
  std::vector<std::pair<std::string, std::string>> shown;
  for (const char* name : kShown)
    if (const auto found = answers.find(name); found != answers.end() && IsCode(found->second))
      shown.emplace_back(found->first, found->second);
  return shown;
}

}  // namespace tipline::flows
