#include "flows/knowledge/name_words.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "flows/base/text.h"
#include "flows/base/text_latin.h"

namespace tipline::flows {
namespace {

constexpr size_t kMaxNameBytes = 160;
constexpr size_t kMaxWords = 12;
constexpr size_t kMaxCompared = 80;  // letters of two names
// Two words that sound alike are at least as near as this.
constexpr double kSoundsAlike = 0.82;

// Say that it is a firm, not which one.
constexpr std::array<std::string_view, 32> kFirmWords = {
    "ltd",   "limited", "co",     "company",       "corp", "corporation",  "inc",
    "plc",   "llc",     "llp",    "pvt",           "pty",  "private",      "sarl",
    "sa",    "gmbh",    "est",    "establishment", "agcy", "agency",       "agencies",
    "agent", "agents",  "the",    "and",           "of",   "incorporated", "ltda",
    "firm",  "sas",     "agence", "societe"};

bool IsFirmWord(const std::string& word) {
  return std::find(kFirmWords.begin(), kFirmWords.end(), word) != kFirmWords.end();
}

bool IsVowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

// Runs of letters and digits; everything that is not ASCII by now is a letter too.
std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : text) {
    const bool part =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (c == '\'') continue;  // "int'l", "o'neil"
    if (part && !inside) words.emplace_back();
    if (part) words.back() += c;
    inside = part;
  }
  if (words.size() > kMaxWords) words.resize(kMaxWords);
  return words;
}

std::vector<std::string> JoinLetters(std::vector<std::string> words) {
  std::vector<std::string> out;
  bool letters = false;
  for (std::string& word : words) {
    const bool letter = word.size() == 1;
    if (letter && letters)
      out.back() += word;
    else
      out.push_back(std::move(word));
    letters = letter;
  }
  return out;
}

char SoundOfLetter(std::string_view word, size_t at) {
  const char c = word[at];
  const char next = at + 1 < word.size() ? word[at + 1] : '\0';
  switch (c) {
    case 'c':
      return next == 'e' || next == 'i' || next == 'y' ? 's' : 'k';
    case 'q':
      return 'k';
    case 'z':
      return 's';
    case 'p':
      return next == 'h' ? 'f' : 'p';
    case 'v':
      return 'f';
    case 'w':
    case 'h':
      return '\0';  // "khan" and "kan", "w" and "u"
    default:
      return c;
  }
}

// Consonants by their sound: "phoenix" and "fenicks" -> "fnks".
std::string SoundOf(std::string_view word) {
  std::string sound;
  for (size_t i = 0; i < word.size(); ++i) {
    char c = word[i];
    if (IsVowel(c)) {
      if (sound.empty() && i == 0) sound += 'a';
      continue;
    }
    if (c == 'x') {
      sound += "ks";
      continue;
    }
    c = SoundOfLetter(word, i);
    if (c != '\0' && (sound.empty() || sound.back() != c)) sound += c;
  }
  return sound;
}

// Letters dropped, added, changed, or two neighbours swapped. On the stack: it is asked for some
// thousand times for one name.
size_t Distance(std::string_view a, std::string_view b) {
  std::array<uint8_t, kMaxCompared + 1> rows[3];
  uint8_t *before = rows[0].data(), *last = rows[1].data(), *row = rows[2].data();
  for (size_t j = 0; j <= b.size(); ++j)
    last[j] = static_cast<uint8_t>(j);
  const auto least = [](int x, int y) { return x < y ? x : y; };
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<uint8_t>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      int best = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      best = least(best, least(last[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = least(best, before[j - 2] + 1);
      row[j] = static_cast<uint8_t>(best);
    }
    uint8_t* const free = before;
    before = last, last = row, row = free;
  }
  return last[b.size()];
}

}  // namespace

std::vector<NameWord> NameWords(std::string_view text) {
  const std::string folded = FoldLatin(CutBytes(text, kMaxNameBytes));
  std::vector<std::string> words = JoinLetters(Split(folded));
  for (std::string& word : words)
    if (word == "intl") word = "international";
  std::vector<std::string> telling;
  for (const std::string& word : words)
    if (!IsFirmWord(word)) telling.push_back(word);
  if (telling.empty()) telling = std::move(words);
  std::vector<NameWord> out;
  for (std::string& word : telling) {
    std::string sound = SoundOf(word);
    out.push_back({std::move(word), std::move(sound)});
  }
  return out;
}

double LetterLikeness(std::string_view a, std::string_view b) {
  if (a == b) return 1;
  a = a.substr(0, kMaxCompared);
  b = b.substr(0, kMaxCompared);
  const size_t longer = std::max(a.size(), b.size());
  const size_t shorter = std::min(a.size(), b.size());
  if (shorter == 0 || longer > 2 * shorter) return 0;
  return 1 - static_cast<double>(Distance(a, b)) / static_cast<double>(longer);
}

double Likeness(const NameWord& a, const NameWord& b) {
  const double letters = LetterLikeness(a.letters, b.letters);
  if (letters >= kSoundsAlike || a.letters.size() < 4 || b.letters.size() < 4) return letters;
  return a.sound.size() > 1 && a.sound == b.sound ? kSoundsAlike : letters;
}

}  // namespace tipline::flows
