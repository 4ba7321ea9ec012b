#include "flows/triage/phrase.h"

#include <algorithm>

#include "flows/base/input.h"
#include "flows/base/text.h"

namespace tipline::flows::triage {
namespace {

constexpr std::string_view kGap = "..";

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

std::vector<std::string> Phrase::Starts() const {
  std::vector<std::string> starts;
  for (const Term& term : tokens_.front().either) {
    // A forgiven slip is never in the first letter.
    const bool forgiving = !term.open_begin && !term.open_end && term.length >= kMinMisspelt;
    starts.emplace_back(term.open_begin ? std::string_view()
                                        : CutCharacters(term.text, forgiving ? 1 : 2));
  }
  return starts;
}

std::optional<Phrase::Span> Phrase::Find(const std::vector<Word>& words, size_t from) const {
  for (size_t at = from; at < words.size(); ++at)
    if (const auto span = FindAt(words, at)) return span;
  return std::nullopt;
}

}  // namespace tipline::flows::triage
