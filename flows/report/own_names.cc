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

}  // namespace

bool NamesAny(std::string_view words, const std::vector<std::string>& names) {
  const std::vector<NameWord> said = NameWords(words);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const std::vector<NameWord> own = NameWords(name);
    return !own.empty() &&
           std::search(said.begin(), said.end(), own.begin(), own.end(), Alike) != said.end();
  });
}

}  // namespace tipline::flows::report
