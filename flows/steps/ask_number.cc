// {"id":"how_many","kind":"ask_number","var":"how_many","text":"How many
// people?","min":0,"max":99,"next":"x"} A number from min to max: in digits of any script, as a
// word, or the only number in a few words ("about 5"). The keys 0, 8 and 9 alone keep their meaning
// as everywhere; "09" or "nine" is the number. "skip_text": option 1 for whoever has none, where 1
// is no such number.
#include "flows/engine/step_reader.h"
#include "flows/steps/words.h"

namespace tipline::flows {
namespace {

constexpr int kDefaultMax = 9999;

std::optional<int> ReadNumber(const Conversation& conversation, const Typed& typed) {
  if (const auto number = WholeNumber(typed.key)) return number;
  if (const auto word = conversation.Words().Digit(typed.key)) return word;
  const auto numbers = NumbersIn(typed.folded);
  if (numbers.size() != 1) return std::nullopt;
  return numbers.front();
}

class AskNumber final : public StepKind {
 public:
  const char* name() const override { return "ask_number"; }
  bool Asks() const override { return true; }
  bool TakesNumbers() const override { return true; }

  void Read(StepReader& reader, Step& step) const override {
    step.var = reader.Name("var");
    step.min = reader.Number("min", 0);
    step.max = reader.Number("max", kDefaultMax);
    if (step.max < step.min) reader.Wrong("max", "smaller than min");
    step.skip = reader.Words("skip_text", "skip");
    step.can_skip = reader.Flag("skip") || !step.skip.empty();
    if (step.can_skip && step.min <= 1) reader.Wrong("skip_text", "1 is a number there");
  }
  std::vector<std::string> Lines(const Conversation& conversation,
                                 const Step& step) const override {
    return SkipLine(conversation, step);
  }

  std::optional<Taken> Take(Conversation& conversation, const Step& step,
                            const Typed& typed) const override {
    if (Skips(conversation, step, typed)) {
      conversation.Forget(step.var);
      return Taken{Go(step.next), "skipped"};
    }
    const auto number = ReadNumber(conversation, typed);
    if (!number || *number < step.min || *number > step.max) return std::nullopt;
    conversation.Set(step.var, std::to_string(*number));
    return Taken{Go(step.next), std::to_string(*number)};
  }
};

const RegisterStep kRegister(std::make_unique<AskNumber>());

}  // namespace
}  // namespace tipline::flows
