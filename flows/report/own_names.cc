#include "flows/report/own_names.h"

#include <algorithm>

#include "flows/knowledge/name_words.h"

namespace tipline::flows::report {
namespace {

constexpr double kAlike = 0.8;
constexpr size_t kShort = 3;  // letters: those must be the same

bool Alike(const NameWord& a, const NameWord& b) {
  if (a == b) return true;
  if (std::min(a.letters.size(), b.letters.size()) <= kShort) return false;
  return Likeness(a, b) >= kAlike;
}

// Where words begin. NameWords reads no more than a name: a text is read from each of them.
std::vector<size_t> WordStarts(std::string_view text) {
  std::vector<size_t> starts;
  bool inside = false;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool gap = std::string_view(" \t\r\n;,=").find(text[at]) != std::string_view::npos;
    if (!gap && !inside) starts.push_back(at);
    inside = !gap;
  }
  return starts;
}

bool Holds(const std::vector<NameWord>& said, const std::vector<NameWord>& own) {
  return !own.empty() &&
         std::search(said.begin(), said.end(), own.begin(), own.end(), Alike) != said.end();
}

}  // namespace

bool NamesAny(std::string_view words, const std::vector<std::string>& names) {
  std::vector<std::vector<NameWord>> owns;
  for (const std::string& name : names)
    owns.push_back(NameWords(name));
  const std::vector<size_t> starts = WordStarts(words);
  return std::any_of(starts.begin(), starts.end(), [&](size_t start) {
    const std::vector<NameWord> said = NameWords(words.substr(start));
    return std::any_of(owns.begin(), owns.end(), [&](const auto& own) { return Holds(said, own); });
  });
}

}  // namespace tipline::flows::report
