#include "flows/triage/rule.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>

#include "flows/base/text.h"

namespace tipline::flows::triage {
namespace {

constexpr size_t kNegationReach = 2;  // words before a phrase in which a "no" belongs to it
constexpr size_t kMaxSaid = 200;

std::vector<TriageRule>& Registry() {
  static std::vector<TriageRule> rules;
  return rules;
}

// What is found under a word's keys, each once, in the order of the lexicon.
template <typename Found>
void Candidates(const std::unordered_map<uint64_t, std::vector<Found>>& by_key,
                const std::vector<uint64_t>& keys, std::vector<Found>& found) {
  found.clear();
  for (const uint64_t key : keys) {
    const auto at = by_key.find(key);
    if (at != by_key.end()) found.insert(found.end(), at->second.begin(), at->second.end());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

// The tip's text, its place (people write there too) and whatever else was typed that no answer
// holds.
std::string AllWords(const Tip& tip) {
  std::string text = tip.text.Reveal();
  const auto add = [&text](const std::string& words) {
    if (words.empty() || text.find(words) != std::string::npos) return;
    if (!text.empty()) text += '\n';
    text += words;
  };
  add(tip.place.Reveal());
  size_t read = 0;
  for (const Said& said : tip.said)
    if (said.meaning.empty() && ++read <= kMaxSaid) add(said.words.Reveal());
  return text;
}

}  // namespace

Reading::Reading(const Tip& tip_in, const LexiconData& lexicon_in, TimePoint now_in)
    : tip(tip_in),
      lexicon(lexicon_in),
      now(now_in),
      text(AllWords(tip_in)),
      words(SplitWords(text)) {
  std::vector<bool> known(words.size(), false);
  for (Word& word : words)
    word.frequent = lexicon.IsCommon(word.form);
  std::vector<size_t> votes(lexicon.languages.size(), 0);
  WordKeys keys;
  keys.reserve(words.size());
  for (const Word& word : words)
    keys.push_back(KeysOf(word));
  FindSigns(keys, known, votes);
  FindPlaces(keys, known);
  language = GuessLanguage(text, tip.language, {words, known, std::move(votes)}, lexicon);
  out.priority = Priority::kP4;
}

void Reading::FindSigns(const WordKeys& keys, std::vector<bool>& known,
                        std::vector<size_t>& votes) {
  std::vector<Hit> counting(lexicon.signs.size());
  std::vector<Hit> negated(lexicon.signs.size());
  std::vector<bool> voted(lexicon.phrases.size(), false);
  std::vector<size_t> candidates;
  for (size_t at = 0; at < words.size(); ++at) {
    Candidates(lexicon.phrases_by_key, keys[at], candidates);
    for (const size_t candidate : candidates) {
      const SignPhrase& entry = lexicon.phrases[candidate];
      const auto span = entry.phrase.FindAt(words, at);
      if (!span) continue;
      if (!voted[candidate]) ++votes[entry.language];
      voted[candidate] = true;
      std::fill(known.begin() + static_cast<ptrdiff_t>(span->begin),
                known.begin() + static_cast<ptrdiff_t>(span->end), true);
      const bool no = IsNegated(entry, *span);
      Hit& hit = (no ? negated : counting)[entry.sign];
      if (hit.sign == nullptr) hit = {&lexicon.signs[entry.sign], span->begin, span->end, no};
    }
  }
  for (size_t i = 0; i < counting.size(); ++i) {
    if (counting[i].sign != nullptr)
      hits.push_back(counting[i]);
    else if (negated[i].sign != nullptr)
      hits.push_back(negated[i]);
  }
}

// Of each place the first of its forms that is there, where it is there first.
void Reading::FindPlaces(const WordKeys& keys, std::vector<bool>& known) {
  struct Best {
    size_t form = SIZE_MAX;
    Phrase::Span span;
  };
  std::map<size_t, Best> best;  // by place
  std::vector<std::pair<size_t, size_t>> candidates;
  for (size_t at = 0; at < words.size(); ++at) {
    Candidates(lexicon.places_by_key, keys[at], candidates);
    for (const auto& [place, form] : candidates) {
      const auto before = best.find(place);
      if (before != best.end() && before->second.form <= form) continue;
      if (const auto span = lexicon.places[place].forms[form].FindAt(words, at))
        best[place] = {form, *span};
    }
  }
  std::vector<std::pair<size_t, const Place*>> found;
  for (const auto& [place, one] : best) {
    found.emplace_back(one.span.begin, &lexicon.places[place]);
    std::fill(known.begin() + static_cast<ptrdiff_t>(one.span.begin),
              known.begin() + static_cast<ptrdiff_t>(one.span.end), true);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [at, place] : found)
    places.push_back(place->name);
}

// Only a "no" right before the phrase, in the same clause, and not doubled ("not no").
bool Reading::IsNegated(const SignPhrase& entry, const Phrase::Span& span) const {
  if (!lexicon.signs[entry.sign].negatable) return false;
  const auto& negations = lexicon.negations[entry.language];
  size_t count = 0;
  for (size_t back = 1; back <= kNegationReach && back <= span.begin; ++back) {
    const Word& word = words[span.begin - back];
    if (word.clause != words[span.begin].clause) break;
    if (negations.count(word.form) != 0) ++count;
  }
  return count == 1;
}

bool Reading::Answered(const char* variable, std::string_view value) const {
  const auto found = tip.answers.find(variable);
  return found != tip.answers.end() && found->second == value;
}

bool Reading::Shows(std::string_view sign) const {
  return std::any_of(hits.begin(), hits.end(),
                     [&](const Hit& hit) { return !hit.negated && hit.sign->id == sign; });
}

bool Reading::ShowsExploitation() const {
  return std::any_of(hits.begin(), hits.end(),
                     [](const Hit& hit) { return !hit.negated && hit.sign->exploitation; });
}

std::string Reading::Quote(size_t begin, size_t end) const {
  std::string quote;
  for (size_t i = begin; i < end && i < words.size(); ++i)
    quote += (i == begin ? "" : " ") + words[i].form;
  return "\"" + quote + "\"";
}

void Reading::Note(std::string rule, std::string evidence, int points) {
  out.reasons.push_back({std::move(rule), std::move(evidence), points});
}

void Reading::Raise(Priority priority, std::string rule, std::string evidence, int points) {
  out.priority = MoreUrgent(out.priority, priority);
  Note(std::move(rule), std::move(evidence), points);
}

void Reading::AddIndicator(const std::string& code) {
  auto& codes = out.indicators;
  const auto at = std::lower_bound(codes.begin(), codes.end(), code);
  if (at == codes.end() || *at != code) codes.insert(at, code);
}

const std::vector<TriageRule>& TriageRules() {
  static const std::vector<TriageRule> kRules = [] {
    std::vector<TriageRule> rules = Registry();
    std::sort(rules.begin(), rules.end(), [](const TriageRule& a, const TriageRule& b) {
      return std::make_pair(a.stage, a.name) < std::make_pair(b.stage, b.name);
    });
    return rules;
  }();
  return kRules;
}

RegisterTriageRule::RegisterTriageRule(const char* name, Stage stage,
                                       std::function<void(Reading&)> apply) {
  Registry().push_back({name, stage, std::move(apply)});
}

}  // namespace tipline::flows::triage
