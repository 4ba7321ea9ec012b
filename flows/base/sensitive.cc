#include "flows/base/sensitive.h"

#include <algorithm>
#include <utility>

#include "flows/base/text.h"

namespace tipline {
namespace {

std::vector<std::string> FoldedWords(std::string_view text) {
  const std::string folded = FoldBare(text);
  std::vector<std::string> out;
  for (const std::string_view word : Words(folded))
    out.emplace_back(word);
  return out;
}

}  // namespace

void SensitiveWords::Add(std::string_view lines) {
  while (!lines.empty()) {
    const size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = Trim(lines.substr(0, std::min(end, lines.find('#'))));
    lines.remove_prefix(std::min(end + 1, lines.size()));
    Entry entry;
    entry.open_ended = line.ends_with('*');
    entry.shown = entry.open_ended ? line.substr(0, line.size() - 1) : line;
    entry.words = FoldedWords(entry.shown);
    if (!entry.words.empty()) entries_.push_back(std::move(entry));
  }
}

std::optional<std::string> SensitiveWords::Find(std::string_view text) const {
  const std::vector<std::string> words = FoldedWords(text);
  const auto matches = [](const Entry& entry, size_t i, const std::string& word) {
    const bool last = i + 1 == entry.words.size();
    return word == entry.words[i] || (last && entry.open_ended && word.starts_with(entry.words[i]));
  };
  for (size_t at = 0; at < words.size(); ++at)
    for (const Entry& entry : entries_) {
      if (at + entry.words.size() > words.size()) continue;
      size_t i = 0;
      while (i < entry.words.size() && matches(entry, i, words[at + i]))
        ++i;
      if (i == entry.words.size()) return entry.shown;
    }
  return std::nullopt;
}

}  // namespace tipline
