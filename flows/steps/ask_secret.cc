// {"id":"word","kind":"ask_secret","var":"trip_word","text":"Which word?","min":3,"next":"keep"}
// {"id":"friend","kind":"ask_phone","var":"friend","text":"Whose number?","min":6,
//  "skip_text":"Skip","next":"invite"}
// A word that only the person may know, and the number of somebody else: for the inquiry that they
// are sent to. In no tip and not among what was said, whatever ends the conversation. What is too
// long to be such a word, or has no number in it, is no answer; it is kept as words are anywhere.
#include <algorithm>

#include "flows/base/text.h"
#include "flows/engine/step_reader.h"
#include "flows/steps/words.h"

namespace tipline::flows {
namespace {

constexpr size_t kMostWords = 2;    // of a secret word, or around a number: "they beat me" is none
constexpr size_t kMostDigits = 18;  // of a number with its country code, as people dial it

class HiddenWords : public WordsKind {
 public:
  void Read(StepReader& reader, Step& step) const override {
    WordsKind::Read(reader, step);
    step.free.reset();
    step.secret = step.var;
  }
  std::optional<Taken> Take(Conversation& conversation, const Step& step,
                            const Typed& typed) const override {
    auto taken = WordsKind::Take(conversation, step, typed);
    if (!taken || !taken->meaning.empty()) return taken;
    if (!Fits(step, typed)) {
      conversation.Forget(step.var);
      return std::nullopt;
    }
    taken->meaning = "given";
    return taken;
  }

 protected:
  virtual bool Fits(const Step& step, const Typed& typed) const = 0;
  FreeKind free_kind() const override { return FreeKind::kText; }
  const char* default_var() const override { return nullptr; }
};

class AskSecret final : public HiddenWords {
 public:
  const char* name() const override { return "ask_secret"; }

 protected:
  bool Fits(const Step&, const Typed& typed) const override {
    return WordCount(typed.folded) <= kMostWords;
  }
};

class AskPhone final : public HiddenWords {
 public:
  const char* name() const override { return "ask_phone"; }

 protected:
  bool Fits(const Step& step, const Typed& typed) const override {
    size_t words = 0;
    for (const std::string_view word : Words(typed.folded))
      words += std::any_of(word.begin(), word.end(), [](char c) { return !IsDigit(c); }) ? 1 : 0;
    const auto digits =
        static_cast<size_t>(std::count_if(typed.key.begin(), typed.key.end(), IsDigit));
    return digits >= static_cast<size_t>(step.min) && digits <= kMostDigits && words <= kMostWords;
  }

 private:
  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }
};

const RegisterStep kSecret(std::make_unique<AskSecret>());
const RegisterStep kPhone(std::make_unique<AskPhone>());

}  // namespace
}  // namespace tipline::flows
