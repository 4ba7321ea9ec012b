#include "flows/voice/figures.h"

#include <algorithm>
#include <tuple>
#include <utility>

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

// As counted, nothing suppressed.
struct Raw {
  int64_t workers = 0;
  std::map<std::string, Answers> questions;
  void Add(const Count& one) {
    if (one.question.empty())
      workers += one.workers;
    else
      questions[one.question][one.answer] += one.workers;
  }
  void Add(const Raw& other) {
    workers += other.workers;
    for (const auto& [question, answers] : other.questions)
      for (const auto& [answer, number] : answers)
        questions[question][answer] += number;
  }
};

Figures Suppress(const Raw& raw, const Limits& limits) {
  Figures figures;
  if (raw.workers < limits.workers) return figures;
  figures.workers = raw.workers;
  for (const auto& [question, answers] : raw.questions) {
    const bool small = std::any_of(answers.begin(), answers.end(), [&](const auto& one) {
      return one.second > 0 && one.second < limits.cell;
    });
    figures.questions[question] = small ? std::nullopt : std::optional(answers);
  }
  return figures;
}

void AddTo(Figures& sum, const Figures& more) {
  for (const auto& [question, answers] : more.questions) {
    auto& known = sum.questions[question];  // nothing, until something of it may be shown
    if (!answers) continue;
    if (!known) known.emplace();
    for (const auto& [answer, number] : *answers)
      (*known)[answer] += number;
  }
}

// One month of a region: each workplace by itself, the small ones together.
Figures OfRegion(const std::map<std::string, Raw>& sites, const Limits& limits) {
  Figures sum;
  Raw small;
  size_t few = 0;
  for (const auto& [site, raw] : sites) {
    const Figures own = Suppress(raw, limits);
    if (own.workers == 0) {
      small.Add(raw);
      ++few;
      continue;
    }
    sum.workers += own.workers;
    AddTo(sum, own);
  }
  if (few < limits.sites) return sum;
  const Figures together = Suppress(small, limits);
  sum.workers += together.workers;
  AddTo(sum, together);
  return sum;
}

}  // namespace

std::vector<MonthFigures> OfSite(const std::vector<Count>& counts, const Span& span,
                                 const Limits& limits) {
  std::map<std::pair<std::string, std::string>, Raw> months;
  for (const std::string& month : MonthsIn(span))
    for (const char* survey : kSurveys)
      months[{month, survey}] = {};
  for (const Count& one : counts)
    if (const auto known = months.find({one.month, one.survey}); known != months.end())
      known->second.Add(one);
  std::vector<MonthFigures> out;
  for (const auto& [key, raw] : months)
    out.push_back({key.first, key.second, Suppress(raw, limits)});
  return out;
}

std::vector<SeasonFigures> Trend(const std::vector<Count>& counts, const Span& span,
                                 const std::map<std::string, Place>& places, const Limits& limits) {
  // Workplaces of another season are another group, always: two groups have no workplace in common.
  using Key = std::tuple<std::string, std::string, std::string>;  // region, season, survey
  std::map<Key, std::map<std::string, std::map<std::string, Raw>>> groups;
  for (const Count& one : counts) {
    const auto place = places.find(one.site);
    if (place == places.end() || one.month < span.from || one.month > span.to) continue;
    groups[{place->second.region, place->second.season, one.survey}][one.month][one.site].Add(one);
  }
  std::map<Key, Figures> seasons;
  for (const auto& [code, place] : places)
    for (const std::string& month : MonthsIn(span))
      for (const char* survey : kSurveys)
        seasons[{place.region, SeasonOf(month, place.season), survey}] = {};
  for (const auto& [key, months] : groups) {
    const auto& [region, season, survey] = key;
    for (const auto& [month, sites] : months) {
      const Figures one = OfRegion(sites, limits);
      Figures& sum = seasons[{region, SeasonOf(month, season), survey}];
      sum.workers = std::max(sum.workers, one.workers);
      AddTo(sum, one);
    }
  }
  std::vector<SeasonFigures> out;
  for (auto& [key, figures] : seasons)
    out.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), std::move(figures)});
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
