#include "flows/triage/language.h"

#include <algorithm>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include "flows/base/text.h"

namespace tipline::flows::triage {
namespace {

constexpr size_t kMinLetters = 25;
constexpr int kMinMargin = 40;     // percent of the text between the first and the second language
constexpr size_t kKnownShare = 4;  // at least one word in four must be one that we know
constexpr size_t kForeignShare =
    2;  // one in two where CLD2 is sure of a language that we do not read
constexpr std::string_view kUrduLetters = "ٹڈڑںے";

// Empty: not sure.
std::string AskCld2(const std::string& text, std::string_view preferred) {
  if (LettersIn(text) < kMinLetters) return {};
  const std::string hint(preferred);
  const CLD2::CLDHints hints{hint.empty() ? nullptr : hint.c_str(), nullptr, CLD2::UNKNOWN_ENCODING,
                             CLD2::UNKNOWN_LANGUAGE};
  CLD2::Language languages[3] = {};
  int percents[3] = {};
  double scores[3] = {};
  int bytes = 0;
  int valid = 0;
  bool reliable = false;
  CLD2::ExtDetectLanguageSummaryCheckUTF8(text.data(), static_cast<int>(text.size()), true, &hints,
                                          0, languages, percents, scores, nullptr, &bytes,
                                          &reliable, &valid);
  if (!reliable || languages[0] == CLD2::UNKNOWN_LANGUAGE || percents[0] - percents[1] < kMinMargin)
    return {};
  return CLD2::LanguageCode(languages[0]);
}

bool HoldsAny(std::string_view text, std::string_view letters) {
  for (size_t at = 0; at < letters.size();) {
    const size_t begin = at;
    NextCodePoint(letters, at);
    if (text.find(letters.substr(begin, at - begin)) != std::string_view::npos) return true;
  }
  return false;
}

bool Reads(const LexiconData& lexicon, std::string_view language) {
  return std::find(lexicon.languages.begin(), lexicon.languages.end(), language) !=
         lexicon.languages.end();
}

bool IsCommon(const Word& word, const std::set<std::string, std::less<>>& common) {
  return common.count(word.form) != 0 ||
         std::any_of(word.stems.begin(), word.stems.end(),
                     [&](const std::string& stem) { return common.count(stem) != 0; });
}

// Adds the frequent words of each language to its votes. Gives how many words the best single
// language knows, together with those that phrases have taken: chance finds of several languages do
// not make a text readable.
size_t CountCommon(WordsRead& read, const LexiconData& lexicon) {
  size_t most = 0;
  for (size_t language = 0; language < lexicon.languages.size(); ++language) {
    size_t taken = 0;
    for (size_t i = 0; i < read.words.size(); ++i) {
      const bool common = IsCommon(read.words[i], lexicon.common[language]);
      if (common) ++read.votes[language];
      if (common || read.known[i]) ++taken;
    }
    most = std::max(most, taken);
  }
  return most;
}

// What the person chose, unless the words are clearly those of another language.
std::string ByWords(std::string_view preferred, const std::vector<size_t>& counts,
                    const LexiconData& lexicon) {
  const auto most = std::max_element(counts.begin(), counts.end());
  const size_t best = most == counts.end() ? 0 : *most;
  const auto own = std::find(lexicon.languages.begin(), lexicon.languages.end(), preferred);
  const size_t own_count = own == lexicon.languages.end()
                               ? 0
                               : counts[static_cast<size_t>(own - lexicon.languages.begin())];
  if (!preferred.empty() && (best < 2 || own_count * 2 >= best)) return std::string(preferred);
  if (best == 0) return {};
  return lexicon.languages[static_cast<size_t>(most - counts.begin())];
}

}  // namespace

LanguageGuess GuessLanguage(std::string_view text, std::string_view preferred, WordsRead read,
                            const LexiconData& lexicon) {
  const Script script = ScriptOf(text);
  if (script == Script::kNone) return {std::string(preferred), true};
  const std::string detected = AskCld2(RepairUtf8(text), preferred);
  const size_t taken = CountCommon(read, lexicon);

  LanguageGuess guess;
  if (script == Script::kArabic)
    guess.language = HoldsAny(text, kUrduLetters) ? "ur" : detected.empty() ? "ar" : detected;
  else if (script == Script::kDevanagari)
    guess.language = detected.empty() ? "hi" : detected;
  else if (script == Script::kLatin)
    guess.language = ByWords(preferred, read.votes, lexicon);
  if (guess.language.empty()) guess.language = detected;

  const auto letters =
      static_cast<size_t>(std::count_if(read.words.begin(), read.words.end(), [](const Word& word) {
        return word.form.front() < '0' || word.form.front() > '9';
      }));
  guess.readable = letters == 0 || (taken > 0 && taken * kKnownShare >= letters);
  if (!guess.language.empty() && !Reads(lexicon, guess.language)) guess.readable = false;
  const bool foreign = !detected.empty() && !Reads(lexicon, detected);
  if (foreign && taken * kForeignShare < letters) guess.readable = false;
  if (!guess.readable && script == Script::kLatin && preferred.empty())
    guess.language = detected;  // chance finds
  return guess;
}

}  // namespace tipline::flows::triage
