#include "flows/cases/retention.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"

namespace tipline::flows {
namespace {

constexpr int64_t kMostDays = 5 * 366;             // as long as coded facts
constexpr Millis kDoubtful{3 * 24 * 3'600'000LL};  // away for longer: is the clock right?
constexpr Millis kDoubt{24 * 3'600'000LL};
constexpr Millis kSettles{60'000};  // several looks of the watch

constexpr const char* kAllowed = "; allowed: days, 1 to 1830";

Result<Millis> ReadDays(const nlohmann::json& value, const std::string& name) {
  if (!value.is_number_integer() || value.get<int64_t>() < 1 || value.get<int64_t>() > kMostDays)
    return Invalid("/" + name + kAllowed);
  return Millis(std::chrono::days(value.get<int64_t>()));
}

bool IsCountry(std::string_view code) {
  return code.size() == 2 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Millis WordsIn(const RetentionRules& rules, std::string_view place_code) {
  const auto found = rules.words_in.find(place_code.substr(0, 2));
  return found == rules.words_in.end() ? rules.words : found->second;
}

}  // namespace

Result<RetentionRules> ReadRetentionRules(std::string_view text) {
  RetentionRules rules;
  TRY_ASSIGN(const nlohmann::json json, ParseJson(text));
  if (!json.is_object()) return Invalid("an object of days");
  const std::map<std::string, Millis*> known = {{"words_days", &rules.words},
                                                {"non_case_days", &rules.non_case},
                                                {"numbers_days", &rules.numbers}};
  for (const auto& [name, value] : json.items()) {
    if (name == "$comment") continue;
    if (const auto found = known.find(name); found != known.end()) {
      TRY_ASSIGN(*found->second, ReadDays(value, name));
      continue;
    }
    if (name != "words_days_in") return Invalid("/" + name + ": no such rule");
    if (!value.is_object()) return Invalid("/" + name + ": an object of days by country");
    for (const auto& [country, days] : value.items()) {
      if (!IsCountry(country))
        return Invalid("/" + name + "/" + country + "; allowed: ISO 3166-1, two capital letters");
      TRY_ASSIGN(rules.words_in[country], ReadDays(days, name + "/" + country));
    }
  }
  return rules;
}

TimePoint ForgetWordsAt(const RetentionRules& rules, std::string_view status,
                        std::string_view place_code, TimePoint since) {
  const Millis words = WordsIn(rules, place_code);
  return since + (status == "non_case" ? std::min(words, rules.non_case) : words);
}

TimePoint FirstForgotten(const RetentionRules& rules, TimePoint now) {
  Millis shortest = std::min(rules.words, rules.non_case);
  for (const auto& [country, days] : rules.words_in)
    shortest = std::min(shortest, days);
  return now - shortest;
}

bool TrustsClock(const Watch& watch, const Evenly& evenly, TimePoint now) {
  if (std::chrono::abs(now - watch.beat_at) > kBeatGap) return false;
  if (evenly.since < (evenly.jumped ? kDoubt : kSettles)) return false;
  return std::none_of(watch.outages.begin(), watch.outages.end(), [&](const Outage& one) {
    if (!one.channel.empty() || one.cause == "staff") return false;
    const bool strange = one.cause == "clock" || one.ended.value_or(now) - one.began > kDoubtful;
    return strange && (!one.ended || now - *one.ended < kDoubt);
  });
}

}  // namespace tipline::flows
