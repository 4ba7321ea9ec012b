#include "flows/triage/phrase.h"

#include <algorithm>
#include <functional>

#include "flows/base/input.h"
#include "flows/base/text.h"

namespace tipline::flows::triage {
namespace {

constexpr std::string_view kGap = "..";
constexpr size_t kLongestBegin = 4;  // letters of `word*` that its key holds

// Kinds of key: the whole word, its first so many letters, its first letter and its length.
constexpr uint64_t kWhole = 1, kBegin = 2, kSlip = 3;

// A hash, so that a word costs no memory: two that are alike only make a phrase be tried in vain.
uint64_t KeyOf(uint64_t kind, size_t number, std::string_view letters) {
  constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;
  const uint64_t which = kind * kOdd + number;
  return (std::hash<std::string_view>{}(letters) ^ which * kOdd) | 1;  // never kAnyWord
}
uint64_t WholeKey(std::string_view text) {
  return KeyOf(kWhole, 0, text);
}
uint64_t BeginKey(std::string_view text, size_t letters) {
  return KeyOf(kBegin, letters, CutCharacters(text, letters));
}
uint64_t SlipKey(std::string_view text, size_t length) {
  return KeyOf(kSlip, length, CutCharacters(text, 1));
}

void SortOnce(std::vector<uint64_t>& keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

std::vector<std::string_view> SplitAt(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find(separator, at), text.size());
    if (end > at) parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

}  // namespace

Result<Phrase::Term> Phrase::ReadTerm(std::string_view source) {
  Term term;
  if (source.substr(0, 1) == "*") {
    term.open_begin = true;
    source.remove_prefix(1);
  }
  if (!source.empty() && source.back() == '*') {
    term.open_end = true;
    source.remove_suffix(1);
  }
  const std::vector<Word> words = SplitWords(source);
  if (words.size() != 1) return Invalid("phrase: allowed between spaces: one word");
  term.text = words.front().form;
  term.length = words.front().length;
  // "*a*" would be found everywhere.
  if (term.length < 2 && (term.open_begin || term.open_end))
    return Invalid("phrase: * needs at least two letters");
  return term;
}

Result<Phrase> Phrase::Read(std::string_view source) {
  Phrase phrase;
  phrase.source_ = std::string(source);
  bool gap = false;
  for (const std::string_view part : SplitAt(source, ' ')) {
    if (part == kGap) {
      if (phrase.tokens_.empty()) return Invalid("phrase: begins with a gap");
      gap = true;
      continue;
    }
    Token token;
    token.gap_before = std::exchange(gap, false);
    for (const std::string_view one : SplitAt(part, '|')) {
      TRY_ASSIGN(Term term, ReadTerm(one));
      token.either.push_back(std::move(term));
    }
    phrase.tokens_.push_back(std::move(token));
  }
  if (phrase.tokens_.empty() || gap) return Invalid("phrase: empty, or ends with a gap");
  return phrase;
}

bool Phrase::Term::MatchesForm(std::string_view form) const {
  if (open_begin && open_end) return form.find(text) != std::string_view::npos;
  if (form.size() < text.size()) return false;
  if (open_end) return form.substr(0, text.size()) == text;
  if (open_begin) return form.substr(form.size() - text.size()) == text;
  return form == text;
}

bool Phrase::Term::Matches(const Word& word) const {
  if (MatchesForm(word.form)) return true;
  if (!open_begin && std::any_of(word.stems.begin(), word.stems.end(),
                                 [&](const auto& s) { return MatchesForm(s); }))
    return true;
  if (word.frequent || open_begin || open_end || length < kMinMisspelt ||
      word.length + 1 < length || word.length > length + 1)
    return false;
  return word.form.front() == text.front() && WithinOneEdit(word.form, text);
}

bool Phrase::Token::Matches(const Word& word) const {
  return std::any_of(either.begin(), either.end(),
                     [&](const Term& term) { return term.Matches(word); });
}

std::optional<size_t> Phrase::EndFrom(const std::vector<Word>& words, size_t at,
                                      size_t token) const {
  if (token == tokens_.size()) return at;
  const size_t gap = tokens_[token].gap_before ? kMaxGap : 0;
  for (size_t skipped = 0; skipped <= gap && at + skipped < words.size(); ++skipped) {
    if (!tokens_[token].Matches(words[at + skipped])) continue;
    if (const auto end = EndFrom(words, at + skipped + 1, token + 1)) return end;
  }
  return std::nullopt;
}

std::optional<Phrase::Span> Phrase::FindAt(const std::vector<Word>& words, size_t at) const {
  if (const auto end = EndFrom(words, at, 0)) return Span{at, *end};
  return std::nullopt;
}

std::vector<uint64_t> Phrase::Keys() const {
  std::vector<uint64_t> keys;
  for (const Term& term : tokens_.front().either) {
    if (term.open_begin) {
      keys.push_back(kAnyWord);
    } else if (term.open_end) {
      keys.push_back(BeginKey(term.text, std::min(term.length, kLongestBegin)));
    } else {
      keys.push_back(WholeKey(term.text));
      // A forgiven slip is never in the first letter, and makes the word longer or shorter by one.
      if (term.length >= kMinMisspelt)
        for (const size_t length : {term.length - 1, term.length, term.length + 1})
          keys.push_back(SlipKey(term.text, length));
    }
  }
  SortOnce(keys);
  return keys;
}

std::vector<uint64_t> KeysOf(const Word& word) {
  std::vector<uint64_t> keys;
  keys.reserve((1 + word.stems.size()) * kLongestBegin + 2);
  keys.push_back(kAnyWord);
  const auto add = [&keys](std::string_view form) {
    keys.push_back(WholeKey(form));
    for (size_t length = 2; length <= kLongestBegin; ++length)
      keys.push_back(BeginKey(form, length));
  };
  add(word.form);
  for (const std::string& stem : word.stems)
    add(stem);
  if (!word.frequent) keys.push_back(SlipKey(word.form, word.length));
  SortOnce(keys);
  return keys;
}

std::optional<Phrase::Span> Phrase::Find(const std::vector<Word>& words, size_t from) const {
  for (size_t at = from; at < words.size(); ++at)
    if (const auto span = FindAt(words, at)) return span;
  return std::nullopt;
}

}  // namespace tipline::flows::triage
