#include "flows/steps/words.h"

#include "flows/base/text.h"
#include "flows/engine/step_reader.h"

namespace tipline::flows {
namespace {

constexpr int kDefaultMin = 2;

}  // namespace

bool Skips(const Conversation& conversation, const Step& step, const Typed& typed) {
  if (!step.can_skip) return false;
  if (typed.key == "1" || typed.words.empty()) return true;
  if (const auto digit = conversation.Words().Digit(typed.key); digit && *digit == 1) return true;
  if (step.skip.empty()) return false;
  const std::string text = FoldBare(step.skip.in[conversation.language()]);
  const std::string spelled = FoldBare(step.skip.gsm7[conversation.language()]);
  return typed.key == TrimPunctuation(text) || typed.key == TrimPunctuation(spelled);
}

std::vector<std::string> SkipLine(const Conversation& conversation, const Step& step) {
  if (step.skip.empty()) return {};
  return {"1 " + conversation.Text(step.skip)};
}

void WordsKind::Read(StepReader& reader, Step& step) const {
  step.var = reader.Has("var") || default_var() == nullptr ? reader.Name("var") : default_var();
  step.free = free_kind();
  step.min = reader.Number("min", kDefaultMin);
  step.can_skip = reader.Flag("skip");
  step.skip = reader.Words("skip_text", "skip");
  if (!step.skip.empty()) step.can_skip = true;
}

std::vector<std::string> WordsKind::Lines(const Conversation& conversation,
                                          const Step& step) const {
  return SkipLine(conversation, step);
}

std::optional<Taken> WordsKind::Take(Conversation& conversation, const Step& step,
                                     const Typed& typed) const {
  if (Skips(conversation, step, typed)) {
    conversation.Forget(step.var);
    return Taken{Go(step.next), "skipped"};
  }
  if (CharacterCount(typed.words) < static_cast<size_t>(step.min) || typed.key.empty())
    return std::nullopt;
  conversation.Set(step.var, typed.words);
  return Taken{Go(step.next), ""};
}

}  // namespace tipline::flows
