// {"id":"which","kind":"pick","text":"Which one?","skip_text":"None of these","next":"result",
//  "none":"not_found"}
// Asks which of the things that `find` found is meant; by number or by (the beginning of) its name.
// "forget" as in `find`, once it is said which.
#include "flows/base/text.h"
#include "flows/engine/step_reader.h"
#include "flows/steps/found.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

// The only label that begins with what was typed.
std::optional<size_t> ByName(const std::vector<std::string>& labels, const std::string& key) {
  std::optional<size_t> found;
  if (CharacterCount(key) < 3) return found;
  for (size_t i = 0; i < labels.size(); ++i) {
    if (FoldBare(labels[i]).rfind(key, 0) != 0) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

class Pick final : public StepKind {
 public:
  const char* name() const override { return "pick"; }
  bool Asks() const override { return true; }
  bool TakesNumbers() const override { return true; }
  void Read(StepReader& reader, Step& step) const override {
    step.none = {reader.Need("none"), -1};
    step.forgets = reader.Texts("forget");
    step.skip = reader.Words("skip_text", "skip");
    if (step.skip.empty()) reader.Wrong("skip_text", "missing or empty");
  }
  std::vector<Exit> Exits(const Step& step) const override {
    return {{"", step.next}, {"none", step.none}};
  }
  std::vector<std::string> Lines(const Conversation& conversation,
                                 const Step& step) const override {
    std::vector<std::string> lines = HitLabels(conversation);
    lines.push_back(conversation.Text(step.skip));
    for (size_t i = 0; i < lines.size(); ++i)
      lines[i] = std::to_string(i + 1) + " " + lines[i];
    return lines;
  }
  std::optional<Taken> Take(Conversation& conversation, const Step& step,
                            const Typed& typed) const override {
    const std::vector<std::string> labels = HitLabels(conversation);
    auto number = WholeNumber(typed.key);
    if (!number) number = conversation.Words().Digit(typed.key);
    std::optional<size_t> index;
    if (number && *number >= 1) index = static_cast<size_t>(*number) - 1;
    if (!number) index = ByName(labels, typed.key);
    if (!index || *index > labels.size()) return std::nullopt;
    if (*index == labels.size()) {
      ForgetHits(conversation);
      return Taken{Go(step.none), "none"};
    }
    ChooseHit(conversation, *index);
    for (const std::string& name : step.forgets)
      conversation.Forget(name);
    return Taken{Go(step.next), "chosen"};
  }
};

const RegisterStep kRegister(std::make_unique<Pick>());

}  // namespace
}  // namespace tipline::flows
