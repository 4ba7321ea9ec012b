#include "flows/voice/figures.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "flows/voice/surveys.h"

namespace tipline::flows::voice {
namespace {

int Number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string MonthText(int months) {  // since the year 0
  const int year = months / 12, month = months % 12 + 1;
  std::string text = std::to_string(year);
  text.insert(0, 4 - std::min<size_t>(4, text.size()), '0');
  return text + (month < 10 ? "-0" : "-") + std::to_string(month);
}

int MonthsOf(std::string_view month) {
  return Number(month.substr(0, 4)) * 12 + Number(month.substr(5, 2)) - 1;
}

std::vector<std::string> MonthsIn(const Span& span) {
  std::vector<std::string> months;
  if (!IsMonth(span.from) || !IsMonth(span.to)) return months;
  for (int at = MonthsOf(span.from); at <= MonthsOf(span.to); ++at)
    months.push_back(MonthText(at));
  return months;
}

// As counted, or as shown but for what is too few.
struct Raw {
  int64_t workers = 0;
  int64_t parts = 0;  // with noise of their own
  std::map<std::string, std::map<std::string, int64_t>> questions;
  void Add(const Count& one) {
    if (one.question.empty())
      workers += one.workers;
    else
      questions[one.question][one.answer] += one.workers;
  }
  void Add(const Raw& other) {
    workers += other.workers;
    parts += other.parts;
    for (const auto& [question, answers] : other.questions)
      for (const auto& [answer, number] : answers)
        questions[question][answer] += number;
  }
};

const Survey* SurveyOf(std::string_view name) {
  for (const Survey& one : Surveys())
    if (one.name == name) return &one;
  return nullptr;
}

// `whose`: of one workplace, or of the small ones of a region, in one month of one survey. Nothing:
// too few workers.
std::optional<Raw> Blur(const Raw& raw, const std::string& whose, std::string_view survey,
                        const Limits& limits, const Chance& chance) {
  const Survey* asked = SurveyOf(survey);
  if (raw.workers < limits.workers || asked == nullptr) return {};
  // The count itself is part of what chance depends on: if it ever changed, the same noise on both
  // would show by how much.
  const auto blurred = [&](const std::string& cell, int64_t count) {
    const std::string counted = whose + "|" + cell + "|" + std::to_string(count);
    return count + NoiseFrom(chance(counted));
  };
  Raw shown;
  shown.parts = 1;
  shown.workers = blurred("", raw.workers);
  for (const Question& question : asked->questions) {
    const std::string name(question.name);
    const auto known = raw.questions.find(name);
    for (const std::string_view one : question.answers) {
      const std::string answer(one);
      int64_t count = 0;
      if (known != raw.questions.end())
        if (const auto given = known->second.find(answer); given != known->second.end())
          count = given->second;
      shown.questions[name][answer] = blurred(name + "|" + answer, count);
    }
  }
  return shown;
}

// As whoever is outside sees it: after all sums.
Figures Show(const std::optional<Raw>& blurred, const Limits& limits) {
  Figures figures;
  if (!blurred) return figures;
  figures.workers = std::max(blurred->workers, limits.workers);  // fewer are never shown
  figures.within = NoiseWithin(blurred->parts);
  figures.few = blurred->parts > 1 ? std::max(limits.cell, figures.within) : limits.cell;
  for (const auto& [question, answers] : blurred->questions)
    for (const auto& [answer, number] : answers)
      figures.questions[question][answer] =
          number < figures.few ? std::nullopt : std::optional(number);
  return figures;
}

void AddTo(std::optional<Raw>& sum, const std::optional<Raw>& more) {
  if (!more) return;
  if (!sum) sum.emplace();
  sum->Add(*more);
}

// One month of a region: each workplace by itself, the small ones together.
std::optional<Raw> OfRegion(const std::map<std::string, Raw>& sites, const std::string& region,
                            const std::string& month, const std::string& survey,
                            const Limits& limits, const Chance& chance) {
  const std::string when = "|" + month + "|" + survey;
  std::optional<Raw> sum;
  Raw small;
  size_t few = 0;
  for (const auto& [site, raw] : sites) {
    const auto own = Blur(raw, site + when, survey, limits, chance);
    AddTo(sum, own);
    if (own) continue;
    small.Add(raw);
    ++few;
  }
  if (few >= limits.sites)
    AddTo(sum, Blur(small, "others of " + region + when, survey, limits, chance));
  return sum;
}

}  // namespace

std::vector<MonthFigures> OfSite(const std::vector<Count>& counts, const Span& span,
                                 const Limits& limits, const Chance& chance) {
  std::map<std::pair<std::string, std::string>, Raw> months;
  std::string site;
  for (const std::string& month : MonthsIn(span))
    for (const Survey& survey : Surveys())
      months[{month, std::string(survey.name)}] = {};
  for (const Count& one : counts)
    if (const auto known = months.find({one.month, one.survey}); known != months.end()) {
      known->second.Add(one);
      site = one.site;
    }
  std::vector<MonthFigures> out;
  for (const auto& [key, raw] : months) {
    const auto& [month, survey] = key;
    const std::string whose = site + "|" + month + "|" + survey;
    out.push_back({month, survey, Show(Blur(raw, whose, survey, limits, chance), limits)});
  }
  return out;
}

std::vector<SeasonFigures> Trend(const std::vector<Count>& counts, const Span& span,
                                 const std::map<std::string, Place>& places, const Limits& limits,
                                 const Chance& chance) {
  // Workplaces of another season are another group, always: two groups have no workplace in common.
  using Key = std::tuple<std::string, std::string, std::string>;  // region, season, survey
  std::map<Key, std::map<std::string, std::map<std::string, Raw>>> groups;
  for (const Count& one : counts) {
    const auto place = places.find(one.site);
    if (place == places.end() || one.month < span.from || one.month > span.to) continue;
    groups[{place->second.region, place->second.season, one.survey}][one.month][one.site].Add(one);
  }
  std::map<Key, std::optional<Raw>> seasons;
  for (const auto& [code, place] : places)
    for (const std::string& month : MonthsIn(span))
      for (const Survey& survey : Surveys())
        seasons[{place.region, SeasonOf(month, place.season), std::string(survey.name)}] = {};
  for (const auto& [key, months] : groups) {
    const auto& [region, season, survey] = key;
    for (const auto& [month, sites] : months) {
      auto one = OfRegion(sites, region + " " + season, month, survey, limits, chance);
      if (!one) continue;
      std::optional<Raw>& sum = seasons[{region, SeasonOf(month, season), survey}];
      const int64_t most = std::max(sum ? sum->workers : 0, one->workers);
      AddTo(sum, one);
      sum->workers = most;
    }
  }
  std::vector<SeasonFigures> out;
  for (const auto& [key, sum] : seasons)
    out.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), Show(sum, limits)});
  return out;
}

std::string SeasonOf(std::string_view month, std::string_view season) {
  if (!IsMonth(month) || !IsSeason(season)) return {};
  const int at = MonthsOf(month), year = at / 12 * 12;
  int first = season.empty() ? 0 : Number(season.substr(0, 2)) - 1;
  int size = season.empty() ? 12 : (Number(season.substr(3, 2)) - 1 - first + 12) % 12 + 1;
  int begins = year + first > at ? year + first - 12 : year + first;
  if (at - begins >= size) {  // between two seasons
    begins += size;
    size = 12 - size;
  }
  return MonthText(begins) + "/" + MonthText(begins + size - 1);
}

bool IsSeason(std::string_view text) {
  const auto month = [](std::string_view digits) {
    const int number = Number(digits);
    return number >= 1 && number <= 12;
  };
  return text.empty() ||
         (text.size() == 5 && text[2] == '-' && month(text.substr(0, 2)) && month(text.substr(3)));
}

bool IsMonth(std::string_view text) {
  return text.size() == 7 && text[4] == '-' && Number(text.substr(0, 4)) > 0 &&
         Number(text.substr(5)) >= 1 && Number(text.substr(5)) <= 12;
}

std::string MonthOf(TimePoint at) {
  return FormatTime(at).substr(0, 7);
}

bool IsOver(std::string_view month, TimePoint now) {
  return month < MonthOf(now - kLate);
}

std::string LastOver(TimePoint now) {
  return MonthText(MonthsOf(MonthOf(now - kLate)) - 1);
}

}  // namespace tipline::flows::voice
