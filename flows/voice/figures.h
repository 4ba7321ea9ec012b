// What of counted answers may leave the house (domain.md F68, F75, section 6): for each workplace
// and month, and for the seasons of a region, figures of many workers or none.
//
// - A month of a workplace is shown if so many workers answered (Limits::workers), else nothing of
//   it is, not even how many they were.
// - Every count that is shown is a few more or fewer than the truth (noise.h), also of answers that
//   nobody gave: who sends sham answers and subtracts them hardly learns what the one worker left
//   said in that month. What they do learn is that somebody else answered at all. What shows as
//   fewer than Limits::cell, or of a sum fewer than it may be off, is told as few.
// - A region is the sum of what is shown of its workplaces, and of the others together, once these
//   are enough workers of enough workplaces (Limits::sites) in that month. So the region minus the
//   workplaces shown is nothing, or many workers of several workplaces.
// - The limits are the installation's, not the report's: two of them could be subtracted too.
// - Only months that are over are shown (IsOver): two reports never differ by one worker's answer.
// - Nothing is added up over months as workers: the same ones answer each month.
// Pure; thread-safe. Tests: tests/flows/voice/figures_test.cc with tests/data/voice.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "flows/voice/noise.h"

namespace tipline::flows::voice {

// So many workers of that workplace gave this answer in that month; without a question: so many
// answered at all.
struct Count {
  std::string site, month, survey, question, answer;
  int64_t workers = 0;
};

struct Limits {
  int64_t workers = 11;
  int64_t cell = 5;
  size_t sites = 3;
};
constexpr int64_t kFewestWorkers = 5;  // no installation may show less

using Answers = std::map<std::string, std::optional<int64_t>>;  // nothing: few
struct Figures {
  int64_t workers = 0;  // 0: suppressed
  int64_t within = 0;   // 19 of 20 answers are no further off: the more parts a sum has, the more
  int64_t few = 0;      // what is below is told as few
  std::map<std::string, Answers> questions;
};

struct MonthFigures {
  std::string month, survey;
  Figures figures;
};
// The months asked about, the last one included.
struct Span {
  std::string from, to;
};
// Of one workplace, for each month and survey: one of nobody looks like one of few.
std::vector<MonthFigures> OfSite(const std::vector<Count>& counts, const Span& span,
                                 const Limits& limits, const Chance& chance);

struct Place {
  std::string region;  // ISO 3166-2, or the country
  std::string season;  // "10-03": October to March; empty: the year
};
struct SeasonFigures {
  std::string region, season, survey;  // season: "2026-10/2027-03"
  Figures figures;  // workers: of the month that shows most; answers: of all months together
};
// `places`: by code of the workplace; a workplace without one is left out.
std::vector<SeasonFigures> Trend(const std::vector<Count>& counts, const Span& span,
                                 const std::map<std::string, Place>& places, const Limits& limits,
                                 const Chance& chance);

// The season, or the time between two, that the month lies in.
std::string SeasonOf(std::string_view month, std::string_view season);
bool IsSeason(std::string_view text);  // "10-03", or empty
bool IsMonth(std::string_view text);   // "2026-10"
std::string MonthOf(TimePoint at);     // UTC

// What is asked in the last minutes of a month may be counted so much later.
constexpr Millis kLate{int64_t{48} * 3'600'000};
bool IsOver(std::string_view month, TimePoint now);
std::string LastOver(TimePoint now);

}  // namespace tipline::flows::voice
