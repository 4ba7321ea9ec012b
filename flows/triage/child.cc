// Whether a child is meant: said, an age below 18, or words for children. "Not sure" counts as a
// child (domain.md §3.7). Any child in exploitation is P1; a child in danger now is P0 by its own
// signs.
#include <charconv>
#include <string_view>
#include <utility>

#include "flows/triage/rule.h"

namespace tipline::flows::triage {
namespace {

constexpr int kYoungest = 4, kAdult = 18;
constexpr int kChildPoints = 9, kChildInExploitation = 18;
constexpr size_t kReach = 2;  // words between a number and the word that makes it an age

bool IsAgeWord(const Reading& reading, size_t at) {
  return at < reading.words.size() && reading.lexicon.age_words.count(reading.words[at].form) != 0;
}

// The number at the beginning of the word, and whatever follows it: "14", "9yrs".
std::pair<int, std::string_view> SplitNumber(std::string_view form) {
  int number = 0;
  const auto [end, error] = std::from_chars(form.data(), form.data() + form.size(), number);
  if (error != std::errc()) return {0, form};
  return {number, form.substr(static_cast<size_t>(end - form.data()))};
}

// "14 years", "aged 14", "miaka 14", "9yrs"; not "for 14 years".
bool IsYoungAge(const Reading& reading, size_t at) {
  const auto [number, rest] = SplitNumber(reading.words[at].form);
  if (number < kYoungest || number >= kAdult) return false;
  bool near = reading.lexicon.age_words.count(rest) != 0;
  if (!near && !rest.empty()) return false;
  for (size_t far = 1; far <= kReach; ++far)
    near = near || IsAgeWord(reading, at + far) || (at >= far && IsAgeWord(reading, at - far));
  for (size_t back = 1; back <= kReach && back <= at; ++back)
    if (reading.lexicon.duration_words.count(reading.words[at - back].form) != 0) return false;
  return near;
}

void Apply(Reading& reading) {
  const auto found = [&reading](std::string evidence) {
    reading.out.child = true;
    reading.Note("child", std::move(evidence), kChildPoints);
  };
  if (reading.tip.child || reading.Answered("child", "yes") ||
      reading.Answered("child", "not_sure"))
    found("answered: under 18, or not sure");
  for (size_t i = 0; i < reading.words.size(); ++i)
    if (IsYoungAge(reading, i)) {
      found("an age under 18: " + reading.Quote(i, i + 1));
      break;
    }
  for (const Hit& hit : reading.hits)
    if (!hit.negated && hit.sign->id == "child")
      reading.out.child = true;  // its reason stands with the signs
  if (!reading.out.child) return;
  if (reading.ShowsExploitation())
    reading.Raise(Priority::kP1, "child", "a child, and signs of exploitation",
                  kChildInExploitation);
  else if (reading.tip.about != "info")
    reading.Raise(Priority::kP2, "child", "a child may be concerned", kChildPoints);
}

const RegisterTriageRule kRegister("child", Stage::kTogether, Apply);

}  // namespace
}  // namespace tipline::flows::triage
