#include "gateway/console/sensitive.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "flows/base/text.h"
#include "gateway/base/files.h"

namespace tipline::console {
namespace {

constexpr size_t kMaxListBytes = 1024 * 1024;

std::vector<std::string> FoldedWords(std::string_view text) {
  const std::string folded = FoldBare(text);
  std::vector<std::string> out;
  for (const std::string_view word : Words(folded))
    out.emplace_back(word);
  return out;
}

void AddLines(std::string_view text, std::vector<std::string>& lines) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = Trim(text.substr(0, std::min(end, text.find('#'))));
    if (!line.empty()) lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

Result<SensitiveWords> SensitiveWords::Load(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> lines;
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed))
    if (it->path().extension() == ".txt") files.push_back(it->path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    TRY_ASSIGN(const std::string text, ReadFile(file.string(), kMaxListBytes));
    AddLines(text, lines);
  }
  if (lines.empty())
    return NotFound(folder + ": no sensitive words; without them no message may be sent");
  return SensitiveWords(lines);
}

SensitiveWords::SensitiveWords(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
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

}  // namespace tipline::console
