#include "flows/knowledge/place_name.h"

#include <algorithm>
#include <array>

#include "flows/base/ascii.h"
#include "flows/base/text.h"
#include "flows/base/text_latin.h"

namespace tipline::flows {
namespace {

constexpr size_t kMaxBytes = 160;
constexpr size_t kMaxKey = 40;  // longer ones are compared by their beginning

bool IsPart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

// Vowels, and what is written for them or left out in other scripts.
bool IsSoft(char c) {
  switch (c) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
    case 'w':
    case 'h':
      return true;
    default:
      return false;
  }
}

// One letter for all that are taken for each other.
char SoundOf(char c) {
  switch (c) {
    case 'c':
    case 'q':
      return 'k';
    case 'z':
    case 'x':
      return 's';
    case 'p':
    case 'v':
      return 'b';
    case 'r':
      return 'l';
    case 'j':
      return 'g';
    default:
      return c;
  }
}

int SubstitutionCost(char a, char b) {
  if (a == b) return 0;
  if (IsSoft(a) && IsSoft(b)) return 2;
  return SoundOf(a) == SoundOf(b) ? 2 : 4;
}

// Of the letter at `at` that the other word does not have.
int GapCost(std::string_view word, size_t at) {
  if (at > 0 && word[at] == word[at - 1]) return 1;
  return IsSoft(word[at]) ? 2 : 4;
}

// ASCII without "St" and "Mt" in front, which the words know: most of a hundred thousand names.
bool IsQuick(std::string_view name) {
  const bool short_word =
      name.size() > 2 && AsciiLower(name[1]) == 't' && AsciiLower(name[0]) != 'a';
  return !short_word && std::all_of(name.begin(), name.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string Unshortened(std::string word) {
  if (word == "st") return "saint";
  if (word == "ste") return "sainte";
  if (word == "mt") return "mount";
  return word;
}

}  // namespace

std::vector<std::string> PlaceWords(std::string_view text) {
  const std::string latin = FoldLatin(CutBytes(text, kMaxBytes));
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : latin) {
    if (c == '\'' || c == '`') continue;
    const bool part = IsPart(c);
    if (part && !inside) {
      if (words.size() == kMaxPlaceWords) break;
      words.emplace_back();
    }
    if (part) words.back() += c;
    inside = part;
  }
  for (std::string& word : words)
    word = Unshortened(std::move(word));
  return words;
}

std::string PlaceKey(std::string_view name) {
  std::string key;
  if (IsQuick(name)) {
    for (const char c : name)
      if (const char lower = AsciiLower(c); IsPart(lower)) key += lower;
  } else {
    for (const std::string& word : PlaceWords(name))
      key += word;
  }
  if (key.size() > kMaxKey) key.resize(kMaxKey);
  return key;
}

std::string PlaceSound(std::string_view key) {
  std::string sound;
  for (size_t i = 0; i < key.size(); ++i) {
    if (IsSoft(key[i])) continue;
    const bool breathed = i + 1 < key.size() && key[i + 1] == 'h';
    char c = SoundOf(key[i]);
    if (key[i] == 'c' && breathed) c = 's';  // "ch" is nearer to "sh" than to "k"
    if (key[i] == 'p' && breathed) c = 'f';
    if (sound.empty() || sound.back() != c) sound += c;
  }
  return sound;
}

int PlaceDistance(std::string_view a, std::string_view b, int most) {
  a = a.substr(0, kMaxKey);
  b = b.substr(0, kMaxKey);
  std::array<std::array<int, kMaxKey + 1>, 3> rows{};
  for (size_t j = 0; j < b.size(); ++j)
    rows[0][j + 1] = rows[0][j] + GapCost(b, j);
  for (size_t i = 1; i <= a.size(); ++i) {
    const auto& before = rows[(i - 1) % 3];
    const auto& two_before = rows[(i + 1) % 3];
    auto& row = rows[i % 3];
    int least = row[0] = before[0] + GapCost(a, i - 1);
    for (size_t j = 1; j <= b.size(); ++j) {
      int cost = before[j - 1] + SubstitutionCost(a[i - 1], b[j - 1]);
      cost = std::min(cost, before[j] + GapCost(a, i - 1));
      cost = std::min(cost, row[j - 1] + GapCost(b, j - 1));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost = std::min(cost, two_before[j - 2] + 3);
      row[j] = cost;
      least = std::min(least, cost);
    }
    if (least > most) return most + 1;
  }
  return std::min(rows[a.size() % 3][b.size()], most + 1);
}

int AllowedDistance(size_t length) {
  if (length < 3) return 0;
  if (length == 3) return 2;
  if (length == 4) return 4;
  if (length <= 6) return 6;
  return length <= 9 ? 8 : 10;
}

}  // namespace tipline::flows
