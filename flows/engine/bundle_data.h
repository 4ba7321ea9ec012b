// A bundle inside: flows, steps and texts as the engine, the step kinds, lint and the graph use
// them. Built once by BuildBundle, then immutable; thread-safe. All texts are resolved for every
// language (the source language stands in for a missing translation) and free of typographic
// characters, so that a turn only copies.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/engine/duress_index.h"
#include "flows/engine/text_set.h"
#include "flows/engine/word_list.h"

namespace tipline::flows {

class StepKind;

// One text in every language of the bundle, by language index.
struct Wording {
  std::string key;     // PO context: "main:safe:text"; empty: our own stand-in for a missing text
  std::string source;  // as written in the flow document
  std::vector<std::string> in;    // empty: the flow has no such text
  std::vector<std::string> gsm7;  // fallback spelling; an empty one: that of `in` it is
  bool empty() const { return in.empty(); }
};

// Where a step leads. Unresolved (a broken bundle): `name` without `index`.
struct Target {
  std::string name;
  int index = -1;  // step of the same flow
  bool given() const { return !name.empty(); }
};

using Values = std::vector<std::pair<std::string, std::string>>;

struct Choice {
  std::string value;
  Wording text;
  Target next;  // not given: the step's next
  Values set;
  bool cry = false;               // who says it means it, wherever they are: "Urgent", "Call me"
  bool bland = false;             // what the duress word stands for; no option: the first one
  std::vector<std::string> keys;  // by language: folded text without punctuation at the ends
  std::vector<std::string> gsm7_keys;          // the same of the fallback spelling; may be empty
  bool IsText(const std::string& key) const {  // in any language
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }
};

struct Case {  // of a branch
  std::string var;
  std::vector<std::string> values;  // any of them; unused with `presence`
  bool presence = false;            // the case asks whether the variable is set
  bool is_set = true;
  Target next;
};

// A point of a `score` step: counts where the variable has one of the values.
enum class Weight { kWeak, kMedium, kStrong };
struct Point {
  std::string item;  // what it stands for, the same in all languages
  std::string var;
  std::vector<std::string> values;
  Weight weight = Weight::kMedium;
  Wording text;
};

enum class FreeKind { kText, kPlace };  // what a variable with people's own words holds

struct Step {
  std::string id;
  const StepKind* kind = nullptr;
  std::string name;  // in events and notes: "safe", or "child.safe" in a subflow
  Wording text, sms, retry, skip;
  Wording gratis;  // "free": instead of `text` where the call costs nothing
  std::string var;
  std::vector<Choice> options;
  TextSet option_texts;  // Choice::keys and gsm7_keys of all options and languages
  std::vector<Case> cases;
  std::vector<Point> points;
  Values values;
  Target next;
  std::string subflow;
  int subflow_index = -1;
  int min = 0;
  int max = 0;
  std::string inquiry;               // kind of inquiry that it makes
  std::string source;                // of knowledge that it looks in
  std::vector<std::string> gives;    // names of what it finds, for texts and branches
  std::vector<std::string> forgets;  // variables that are not needed after it: codes, PINs
  Target none, one, many;            // of a look-up: where it goes on
  std::optional<FreeKind> free;      // the variable holds free words, never a coded value
  std::string secret;                // what is typed here is kept in this variable only
  bool hushed = false;               // what is typed here is about somebody who has not agreed
  bool can_skip = false;
  bool quiet = false;
  bool result = false;  // something useful for the person: there is one by screen kResultBy
};

struct Flow {
  std::string name;
  std::string file;  // for messages
  std::string title;
  int start = -1;
  std::string start_name;
  std::vector<Step> steps;
  int budget_screens = 0;   // 0: none
  std::string disposition;  // of a contact that came here and left no tip; empty: says nothing
  // Sorted by size, then by letters: most steps are told apart by their size. Once all are read.
  std::vector<std::pair<std::string, int>> by_id;
  int Find(std::string_view id) const;  // -1: no such step
  static bool Before(std::string_view a, std::string_view b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  }
};

// The texts that belong to no step.
enum class SystemText {
  kLanguage,
  kResume,
  kGoodbye,
  kCallbackOffer,
  kCallbackDone,
  kMore,
  kRetry,
  kLater,
  kUnavailable,
  kClosed,          // stands before the first screen while nobody reads; without it nothing does
  kCallbackUnseen,  // who wants to be called has a phone whose number the network hides
};
constexpr std::array<const char*, 11> kSystemNames = {
    "language", "resume", "goodbye",     "callback_offer", "callback_done",  "more",
    "retry",    "later",  "unavailable", "closed",         "callback_unseen"};
constexpr size_t kNeededSystemTexts = 9;  // the first ones; lint: missing_text
// Stand in for a text that the root flow does not have: whatever happens, there is a screen.
constexpr std::array<const char*, 11> kSystemDefaults = {
    "Language:",
    "Continue? 1 Yes 2 Start again 0 Leave",
    "Thank you. Goodbye.",
    "Shall a person call you? 1 Yes 2 Go on 0 Leave",
    "Thank you. A person will call you.",
    "7 More",
    "Please send one number from the list.",
    "Thank you. You can come back at any time.",
    "Sorry, this does not work right now. Please try again later or call.",
    "Nobody reads until {opens}.",
    "We cannot see your number. Please send a number that we may call."};

// A message that is this word, or begins with it and goes on with digits (with anything, where it
// takes words), leads to a step of the root flow; what follows is the answer to that step.
struct Keyword {
  std::string name;
  Wording words;  // one a line
  Target next;
  bool takes_words = false;
  bool takes_code = false;  // a message that is only a case code (and PIN) leads here too
  // So does one in which this source finds something, from a phone with this role; and it does so
  // in the middle of another conversation.
  std::string takes, role;
  std::vector<std::vector<std::string>> keys;  // by language, folded
};

struct BundleData {
  std::string name;
  int64_t version = 0;
  std::string hash;
  std::string content;  // documents, texts and words as JSON, for Encode
  std::string source_language = "en";
  std::vector<std::string> languages;
  std::vector<std::string> language_names;                 // each in its own language
  std::vector<std::array<std::string, 3>> language_keys;   // code, own name, English name; folded
  std::array<std::vector<std::string>, 2> language_lines;  // to choose from; and within GSM 7-bit
  std::vector<bool> spelled;  // by language: there is a fallback spelling for GSM 7-bit
  std::string emergency;      // what {emergency} stands for
  std::array<Wording, kSystemNames.size()> system;
  std::vector<std::vector<std::string>> duress;             // by language, folded
  DuressIndex duress_index;                                 // of all languages
  std::vector<Flow> flows;                                  // the root first
  std::vector<std::pair<std::string, FreeKind>> free_vars;  // in the order of the flows
  std::vector<std::string> secret_vars;                     // hold codes and PINs: in no tip
  std::vector<Keyword> keywords;
  std::vector<std::string> pin_words;  // folded, sorted: stand before a PIN, in any language
  TextSet option_texts;                // of all steps: Choice::keys
  std::vector<WordList> words;         // by language: all words, those of the language first

  const Wording& System(SystemText text) const { return system[static_cast<size_t>(text)]; }
  int FindFlow(std::string_view flow) const;
  int FindLanguage(std::string_view language) const;  // -1: not spoken here
  size_t source_index() const {
    return static_cast<size_t>(std::max(0, FindLanguage(source_language)));
  }
};

}  // namespace tipline::flows
