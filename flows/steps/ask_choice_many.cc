// {"id":"needs","kind":"ask_choice_many","var":"needs","text":"What do you need? Send all
// numbers.","options":[
//   {"value":"food","text":"Food"},{"value":"doctor","text":"Doctor"}],"next":"x"}
// Any number of options: "1,3", "1 3", "13", "1 and 3". The variable takes the values joined by
// commas, in the list's order.
#include <algorithm>

#include "flows/base/text.h"
#include "flows/steps/choice.h"

namespace tipline::flows {
namespace {

class AskChoiceMany final : public ChoosingKind {
 public:
  const char* name() const override { return "ask_choice_many"; }
  std::vector<Exit> Exits(const Step& step) const override { return {{"", step.next}}; }

  std::optional<Taken> Take(Conversation& conversation, const Step& step,
                            const Typed& typed) const override {
    std::vector<bool> chosen(step.options.size(), false);
    if (!ReadNumbers(typed.folded, chosen) && !ReadWords(conversation, step, typed, chosen))
      return std::nullopt;
    std::string values;
    for (size_t i = 0; i < chosen.size(); ++i) {
      if (!chosen[i]) continue;
      if (!values.empty()) values += ',';
      values += step.options[i].value;
      conversation.Set(step.options[i].set);
    }
    conversation.Set(step.var, values);
    return Taken{Go(step.next), values};
  }

 private:
  // With at most nine options every digit is one answer: "13" is 1 and 3. A digit that is no option
  // spoils all.
  static bool ReadNumbers(const std::string& folded, std::vector<bool>& chosen) {
    bool any = false;
    for (const char c : folded) {
      if (c < '0' || c > '9') continue;
      const auto number = static_cast<size_t>(c - '0');
      if (number < 1 || number > chosen.size()) return false;
      chosen[number - 1] = any = true;
    }
    return any;
  }

  static bool ReadWords(const Conversation& conversation, const Step& step, const Typed& typed,
                        std::vector<bool>& chosen) {
    std::fill(chosen.begin(), chosen.end(), false);
    if (const auto option = ReadChoice(conversation, step, typed)) {
      chosen[*option] = true;
      return true;
    }
    bool any = false;
    for (const std::string_view word : Words(typed.folded)) {
      Typed one;
      one.key = std::string(word);
      one.folded = one.key;
      if (const auto option = ReadChoice(conversation, step, one)) chosen[*option] = any = true;
    }
    return any;
  }
};

const RegisterStep kRegister(std::make_unique<AskChoiceMany>());

}  // namespace
}  // namespace tipline::flows
