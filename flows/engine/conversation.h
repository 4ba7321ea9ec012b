// One turn's working state: the session being changed, what came in, the effects so far, and what
// steps need to know about all that. Lives for one Advance; one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/time.h"
#include "flows/engine/bundle_data.h"
#include "flows/engine/engine.h"
#include "flows/engine/ids.h"

namespace tipline::flows {

// Variables that the engine itself sets or reads (flow documents may test and set them too).
namespace var {
constexpr const char* kMedium = "medium";
constexpr const char* kLanguage = "language";
constexpr const char* kDuress = "duress";
constexpr const char* kChild = "child";
constexpr const char* kAbout = "about";
constexpr const char* kConsent = "consent";
constexpr const char* kDangerNow = "danger_now";
constexpr const char* kMayText = "may_text";
constexpr const char* kWantsCallback = "wants_callback";
constexpr const char* kCallAskedAt =
    "call_asked_at";  // with it, the moment: what is said later in the same talk asks for no call
constexpr const char* kTicket =
    "ticket";  // found, never asked: leave to act on a case, given by the worker for its PIN
constexpr const char* kSpelling =
    "spelling";  // in tips only: "gsm7" if the fallback spelling was shown (domain.md §4.5)
constexpr const char* kPlaceCode =
    "place_code";  // found: the ISO code of the place that was typed; goes into the tip with it
constexpr const char* kPractice =
    "practice";  // "yes": nothing said here is a tip, unless somebody is forced or asks for a call
constexpr const char* kCallNumber =
    "call_number";  // "given": the number to call is among the words, for the network hides it
constexpr const char* kLooseWords =
    "loose_words";  // free messages that answered no question; never set by a flow
}  // namespace var

class Conversation {
 public:
  Conversation(const BundleData& bundle_data, Session stored, const Input& in)
      : bundle(bundle_data), session(std::move(stored)), input(in), ids(in.entropy, in.now) {}

  const BundleData& bundle;
  const Flow* flow = nullptr;  // of the step that is running
  Session session;
  const Input& input;
  std::vector<Effect> effects;
  Ids ids;
  bool found_nothing = false;  // a look-up of this turn
  bool asks_number = false;    // a step of this turn promised a call, and we know no number

  bool ussd() const { return input.medium == Medium::kUssd; }
  // Index into the bundle's languages: the channel's, else the source language, until one is
  // chosen.
  size_t language() const {
    if (!knows_spoken_ || session.language != spoken_code_) FindSpoken();
    return spoken_;
  }
  const WordList& Words() const { return bundle.words[language()]; }
  std::optional<std::string> Value(
      std::string_view name) const;  // answers and built-in variables; nothing: not set
  void Set(const std::string& name, std::string value) {
    session.answers.insert_or_assign(name, std::move(value));
  }
  void Set(const Values& values) {  // an empty value takes the variable away
    for (const auto& [name, value] : values) {
      if (value.empty()) Forget(name);
      if (!value.empty()) Set(name, value);
    }
  }
  void Forget(const std::string& name) { session.answers.erase(name); }
  void WantCall() {
    Set(var::kWantsCallback, "yes");
    Set(var::kCallAskedAt, FormatTime(input.now));
  }
  bool Is(const char* name, std::string_view value) const;
  void ChooseLanguage(size_t index);  // remembered for the phone

  // The text in the conversation's language with {code}, {pin}, {emergency} and what look-ups gave
  // filled in; what is not known leaves nothing. In the fallback spelling where the input asks for
  // it and there is one.
  std::string Text(const Wording& wording) const;
  // What look-ups gave: not part of any tip.
  void SetFound(const std::string& name, std::string value) {
    session.found.insert_or_assign(name, std::move(value));
  }
  // For the records, with what the step sends (Step::values: field -> variable).
  Inquiry NewInquiry(const Step& step);
  // The step's main text for the medium.
  const Wording& Main(const Step& step) const {
    if (ussd()) return input.free && !step.gratis.empty() ? step.gratis : step.text;
    return step.sms.empty() ? step.text : step.sms;
  }

  // The step's text stands before the next question.
  void AddNote(const Step& step);

  // Files all that is known as a tip now. `about` only where the conversation has not said what it
  // is about.
  void File(const char* about);
  bool IsPractice() const;
  bool SeesNumber() const { return !input.number.Reveal().empty(); }  // that we can call
  bool HasCallNumber() const { return Is(var::kCallNumber, "given"); }
  bool HasUnfiledWords() const;                   // free words or danger that no tip holds yet
  bool KeepLooseWords(const std::string& words);  // false: they are there already
  void Event(std::string step, const char* outcome) {
    effects.emplace_back(StepEvent{std::move(step), outcome});
  }

 private:
  void FindSpoken() const;
  std::string Shown(std::string_view placeholder) const;
  Tip MakeTip(const char* about);

  mutable std::string spoken_code_;  // asked for with every text of a screen
  mutable size_t spoken_ = 0;
  mutable bool knows_spoken_ = false;
};

}  // namespace tipline::flows
