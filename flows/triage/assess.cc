#include "flows/triage/assess.h"

#include <algorithm>

#include "flows/base/text.h"
#include "flows/knowledge/rows.h"
#include "flows/triage/rule.h"

namespace tipline::flows {
namespace {

constexpr size_t kMaxPlaceCharacters = 120;

// A known place that was typed alone gets its name; anything else stays as typed: "behind the mill
// in Kisumu" says more.
std::string PlaceOf(const Tip& tip, const triage::Reading& reading) {
  std::string typed(CutCharacters(Trim(tip.place.Reveal()), kMaxPlaceCharacters));
  if (typed.empty()) return reading.places.empty() ? std::string() : reading.places.front();
  const auto words = triage::SplitWords(typed);
  for (const triage::Place& place : reading.lexicon.places)
    for (const triage::Phrase& form : place.forms)
      if (const auto span = form.Find(words); span && span->begin == 0 && span->end == words.size())
        return place.name;
  return typed;
}

// The conversation found one, asking where it was not sure; else what can be told without asking.
std::string PlaceCodeOf(const Tip& tip, const std::string& place, const FindPlaceCode& find) {
  const auto found = tip.answers.find("place_code");
  if (found != tip.answers.end() && IsPlaceCode(found->second)) return found->second;
  return place.empty() || !find ? std::string() : find(place);
}

}  // namespace

Assessment Assess(const Tip& tip, const Lexicon& lexicon, TimePoint now,
                  const FindPlaceCode& find) {
  triage::Reading reading(tip, lexicon.data(), now);
  reading.out.language = reading.language.language;
  reading.out.place = PlaceOf(tip, reading);
  reading.out.place_code = PlaceCodeOf(tip, reading.out.place, find);
  for (const triage::TriageRule& rule : triage::TriageRules())
    rule.apply(reading);
  auto& reasons = reading.out.reasons;
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const Reason& a, const Reason& b) { return a.points > b.points; });
  return std::move(reading.out);
}

Assessment Combine(Assessment earlier, const Assessment& later) {
  earlier.priority = MoreUrgent(earlier.priority, later.priority);
  earlier.child = earlier.child || later.child;
  if (earlier.language.empty()) earlier.language = later.language;
  if (earlier.place.empty()) earlier.place = later.place;
  if (earlier.place_code.empty()) earlier.place_code = later.place_code;
  auto& codes = earlier.indicators;
  codes.insert(codes.end(), later.indicators.begin(), later.indicators.end());
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  for (const Reason& reason : later.reasons) {
    const bool known =
        std::any_of(earlier.reasons.begin(), earlier.reasons.end(), [&](const Reason& one) {
          return one.rule == reason.rule && one.evidence == reason.evidence;
        });
    if (!known) earlier.reasons.push_back(reason);
  }
  return earlier;
}

}  // namespace tipline::flows
