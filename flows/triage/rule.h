// One kind of triage rule = one file in flows/triage with a RegisterTriageRule at its end, its name
// the file's, its cases in tests/data/triage/<name>.json. A rule can only raise: nothing here
// lowers a priority or takes a reason away. Rules are pure functions; thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/time.h"
#include "flows/model/case.h"
#include "flows/model/tip.h"
#include "flows/triage/language.h"
#include "flows/triage/lexicon_data.h"

namespace tipline::flows::triage {

// A sign found in the words.
struct Hit {
  const Sign* sign = nullptr;
  size_t begin = 0, end = 0;  // words
  bool negated = false;       // "no debt": shown, without points
};

// One tip being read: the words are split and the signs found before the first rule runs.
class Reading {
 public:
  Reading(const Tip& tip_in, const LexiconData& lexicon_in, TimePoint now_in);

  const Tip& tip;
  const LexiconData& lexicon;
  const TimePoint now;
  std::string text;  // all that the person wrote
  std::vector<Word> words;
  std::vector<Hit> hits;  // at most one that counts and one negated for each sign
  LanguageGuess language;
  std::vector<std::string> places;  // known ones that the words name, in order
  Assessment out;

  bool Answered(const char* variable, std::string_view value) const;
  bool HasAnswer(const char* variable) const { return tip.answers.count(variable) != 0; }
  bool Shows(std::string_view sign) const;  // a hit that is not negated
  bool ShowsExploitation() const;
  std::string Quote(size_t begin, size_t end) const;  // the words as they were compared
  std::string Quote(const Hit& hit) const { return Quote(hit.begin, hit.end); }

  void Note(std::string rule, std::string evidence, int points);
  // At least as urgent as `priority` from here on.
  void Raise(Priority priority, std::string rule, std::string evidence, int points);
  void AddIndicator(const std::string& code);

 private:
  using WordKeys = std::vector<std::vector<uint64_t>>;  // KeysOf each word
  void FindSigns(const WordKeys& keys, std::vector<bool>& known, std::vector<size_t>& votes);
  void FindPlaces(const WordKeys& keys, std::vector<bool>& known);
  bool IsNegated(const SignPhrase& entry, const Phrase::Span& span) const;
};

// Answers and signs first; then what they say together; then the sum.
enum class Stage { kSigns, kTogether, kSum };

struct TriageRule {
  std::string name;
  Stage stage = Stage::kSigns;
  std::function<void(Reading&)> apply;
};
const std::vector<TriageRule>& TriageRules();  // by stage, then name

struct RegisterTriageRule {
  RegisterTriageRule(const char* name, Stage stage, std::function<void(Reading&)> apply);
};

}  // namespace tipline::flows::triage
