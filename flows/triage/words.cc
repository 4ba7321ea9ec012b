#include "flows/triage/words.h"

#include <algorithm>
#include <array>
#include <utility>

#include "flows/base/text.h"

namespace tipline::flows::triage {
namespace {

bool In(char32_t c, char32_t from, char32_t to) {
  return c >= from && c <= to;
}
bool IsArabic(char32_t c) {
  return In(c, 0x620, 0x6D5) || In(c, 0x6EE, 0x6FC) || In(c, 0x750, 0x77F) || In(c, 0x8A0, 0x8B4) ||
         In(c, 0xFB50, 0xFEFC);
}
bool IsDevanagari(char32_t c) {
  return In(c, 0x900, 0x963) || In(c, 0x970, 0x97F);
}
bool IsLatin(char32_t c) {
  return In(c, 'a', 'z') || In(c, 'A', 'Z') || (In(c, 0xC0, 0x24F) && c != 0xD7 && c != 0xF7) ||
         In(c, 0x1E00, 0x1EFF);
}
bool IsDigit(char32_t c) {
  return In(c, '0', '9');
}
// Vowel signs, tatweel, Koranic marks: written or not as one likes.
bool IsArabicMark(char32_t c) {
  return In(c, 0x64B, 0x65F) || c == 0x640 || c == 0x670;
}
// Everything beyond ASCII that is no punctuation or space: a letter of some script.
bool IsOtherLetter(char32_t c) {
  return c >= 0x370 && !In(c, 0x2000, 0x2BFF) && !In(c, 0x3000, 0x303F) && c != 0x60C &&
         c != 0x61B && c != 0x61F && c != 0x66A && c != 0x66B && c != 0x66C && c != 0x6D4 &&
         c != 0x964 && c != 0x965 && !In(c, 0xFE00, 0xFE6F) && !In(c, 0xFF00, 0xFF0F) &&
         c != 0xFFFD && c < 0x1F000;
}
bool IsApostrophe(char32_t c) {
  return c == '\'' || c == 0x2019 || c == 0x2018 || c == '`' || c == 0x2BC;
}

// 0: leave it out.
char32_t Unified(char32_t c) {
  if (IsArabicMark(c)) return 0;
  switch (c) {
    case 0x622:
    case 0x623:
    case 0x625:
    case 0x671:
      return 0x627;  // alef with hamza or madda
    case 0x649:
    case 0x6CC:
    case 0x626:
      return 0x64A;  // yeh without dots, Farsi yeh, on hamza
    case 0x624:
      return 0x648;  // waw with hamza
    case 0x629:
      return 0x647;  // teh marbuta
    case 0x6A9:
      return 0x643;  // Farsi kaf
    case 0x93C:
      return 0;  // nukta
    case 0x901:
      return 0x902;  // chandrabindu as anusvara
    default:
      return c;
  }
}

constexpr std::array<std::string_view, 2> kConjunctions = {"و", "ف"};
constexpr std::array<std::string_view, 4> kPrepositions = {"ب", "ل", "ك", "س"};
constexpr std::string_view kArticle = "ال";
constexpr std::string_view kForThe = "لل";
constexpr size_t kMinStemBytes = 4;  // two Arabic letters

void AddStem(std::string_view stem, std::vector<std::string>& stems) {
  if (stem.size() >= kMinStemBytes) stems.emplace_back(stem);
}

void AddWithoutArticle(std::string_view word, std::vector<std::string>& stems) {
  if (word.substr(0, kArticle.size()) == kArticle) AddStem(word.substr(kArticle.size()), stems);
  if (word.substr(0, kForThe.size()) == kForThe) AddStem(word.substr(kForThe.size()), stems);
}

// "وبالبيت" -> "بالبيت", "البيت", "بيت", ...
void AddStems(std::string_view word, std::vector<std::string>& stems) {
  std::vector<std::string_view> bases = {word};
  for (const std::string_view conjunction : kConjunctions)
    if (word.substr(0, conjunction.size()) == conjunction)
      bases.push_back(word.substr(conjunction.size()));
  for (const std::string_view base : bases) {
    if (base.size() != word.size()) AddStem(base, stems);
    AddWithoutArticle(base, stems);
    for (const std::string_view preposition : kPrepositions) {
      if (base.substr(0, preposition.size()) != preposition) continue;
      AddStem(base.substr(preposition.size()), stems);
      AddWithoutArticle(base.substr(preposition.size()), stems);
    }
  }
}

class Splitter {
 public:
  std::vector<Word> Split(const std::string& folded) {
    for (size_t at = 0; at < folded.size() && words_.size() < kMaxWords;)
      Take(NextCodePoint(folded, at));
    EndWord();
    return std::move(words_);
  }

 private:
  void Take(char32_t c) {
    if (IsApostrophe(c)) return;
    if (!IsLatin(c) && !IsDigit(c) && !IsOtherLetter(c)) {
      EndWord();
      if (c != ' ' && c != '-' && c != '_') ++clause_;
      return;
    }
    const char32_t unified = Unified(c);
    if (unified == 0) return;
    letters_.push_back(unified);
  }

  // One digit among letters is a letter to people who write Arabic with them ("7abes"); two and
  // more are a number.
  void EndWord() {
    std::u32string piece;
    for (size_t i = 0; i < letters_.size();) {
      size_t end = i;
      while (end < letters_.size() && IsDigit(letters_[end]) == IsDigit(letters_[i]))
        ++end;
      const bool number = IsDigit(letters_[i]) && end - i > 1;
      if (number) Add(std::exchange(piece, {}));
      piece.append(letters_, i, end - i);
      if (number) Add(std::exchange(piece, {}));
      i = end;
    }
    Add(piece);
    letters_.clear();
  }

  void Add(const std::u32string& letters) {
    if (letters.empty()) return;
    Word word;
    word.clause = clause_;
    for (size_t i = 0; i < letters.size();) {
      size_t end = i;
      while (end < letters.size() && letters[end] == letters[i])
        ++end;
      const size_t times = IsDigit(letters[i]) || end - i < 3 ? end - i : 1;
      for (size_t k = 0; k < times; ++k)
        AppendUtf8(letters[i], word.form);
      word.length += times;
      i = end;
    }
    if (IsArabic(letters.front())) AddStems(word.form, word.stems);
    words_.push_back(std::move(word));
  }

  std::vector<Word> words_;
  std::u32string letters_;
  size_t clause_ = 0;
};

}  // namespace

std::vector<Word> SplitWords(std::string_view text) {
  std::string folded;
  // Line ends part clauses, but folding makes them spaces.
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (begin != 0) folded += ". ";
    folded += FoldBare(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return Splitter().Split(folded);
}

Script ScriptOf(std::string_view text) {
  std::array<size_t, 5> counts{};
  for (size_t at = 0; at < text.size();) {
    const char32_t c = NextCodePoint(text, at);
    if (IsLatin(c))
      ++counts[static_cast<size_t>(Script::kLatin)];
    else if (IsArabic(c))
      ++counts[static_cast<size_t>(Script::kArabic)];
    else if (IsDevanagari(c))
      ++counts[static_cast<size_t>(Script::kDevanagari)];
    else if (IsOtherLetter(c) && !IsArabicMark(c))
      ++counts[static_cast<size_t>(Script::kOther)];
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  return *most == 0 ? Script::kNone : static_cast<Script>(most - counts.begin());
}

size_t LettersIn(std::string_view text) {
  size_t count = 0;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = NextCodePoint(text, at);
    if (IsLatin(c) || IsOtherLetter(c)) ++count;
  }
  return count;
}

}  // namespace tipline::flows::triage
