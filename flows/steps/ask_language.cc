// {"id":"lang","kind":"ask_language","text":"Language:","next":"safe"}
// The list of the bundle's languages, each by its own name. Passed over once a language is known
// (remembered for the phone, or chosen with `*`). Without translations there is nothing to choose.
#include "flows/engine/language_list.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

class AskLanguage final : public StepKind {
 public:
  const char* name() const override { return "ask_language"; }
  bool Asks() const override { return true; }
  bool Passes(const Conversation& conversation, const Step&) const override {
    return !conversation.session.language.empty() || conversation.bundle.languages.size() < 2;
  }
  std::vector<std::string> Lines(const Conversation& conversation, const Step&) const override {
    return LanguageLines(conversation.bundle, conversation.input.gsm7);
  }
  std::optional<Taken> Take(Conversation& conversation, const Step& step,
                            const Typed& typed) const override {
    const auto language = ReadLanguage(conversation.bundle, conversation.Words(), typed);
    if (!language) return std::nullopt;
    conversation.ChooseLanguage(*language);
    return Taken{Go(step.next), conversation.session.language};
  }
};

const RegisterStep kRegister(std::make_unique<AskLanguage>());

}  // namespace
}  // namespace tipline::flows
