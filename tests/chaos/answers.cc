// What the phones of the load say.
#include <map>

#include "tests/chaos/load.h"

namespace tipline::chaos {
namespace {

// A digit for the questions that only have digits, most often towards words: a path without any
// proves little.
std::string DigitFor(const std::string& step, Chance& chance) {
  static const std::map<std::string, std::vector<std::string>> kDigits = {
      {"lang", {"1", "2", "3", "4", "5"}},
      {"safe", {"1", "1", "1", "1", "1", "1", "1", "4", "3", "2"}},
      {"about", {"1", "2", "2", "3", "3", "3", "3", "4", "5"}},
      {"saw_when", {"1", "2", "3", "4", "5"}},
      {"one_now", {"1", "2", "2", "3"}},
      {"one_age", {"1", "2", "3"}},
      {"me_now", {"2", "2", "2", "1"}},
      {"me_age", {"2", "2", "2", "1"}},
      {"may_text", {"1", "2"}},
      {"job_advice", {"1", "1", "3"}},
      {"rights", {"1", "3"}},
      {"consent", {"1", "2", "3"}},
      {"consent_danger", {"1", "2", "3"}},
  };
  const auto found = kDigits.find(step);
  return found == kDigits.end() ? "" : chance.Of(found->second);
}

}  // namespace

std::string AnswerTo(const Reference& reference, const std::string& words, Chance& chance) {
  if (reference.Resuming()) return chance.Percent(80) ? "1" : "2";
  if (reference.CallOffered()) return chance.Percent(80) ? "2" : "1";
  const std::string digit = DigitFor(reference.Step(), chance);
  if (digit.empty()) return words;  // questions for words, and those of the flows inside
  return digit;
}

std::string WordsWith(const std::string& marker, Chance& chance) {
  static const std::vector<std::string> kSentences = {
      "I saw people who are not allowed to leave the farm",
      "They keep the girls in a locked house near the market",
      "the boss took our passports and does not pay",
      "a man offers work abroad and wants money first",
      "Wasichana wamefungiwa kwenye nyumba",
      "Dada yangu hapewi mshahara na hawezi kutoka",
      "le patron garde nos papiers et ne paie pas",
      "a boy of 12 works at the quarry at night",
  };
  return chance.Of(kSentences) + " " + marker;
}

}  // namespace tipline::chaos
