#include "flows/steps/choice.h"

#include <algorithm>

#include "flows/base/text.h"
#include "flows/engine/step_reader.h"

namespace tipline::flows {
namespace {

constexpr size_t kMinMisspelt = 5;  // bytes of a word before one wrong letter is forgiven
constexpr size_t kMaxWordsAfterNumber = 2;

std::optional<size_t> FromNumber(int number, const Step& step) {
  if (number < 1 || static_cast<size_t>(number) > step.options.size()) return std::nullopt;
  return static_cast<size_t>(number) - 1;
}

// The only option for which `matches` holds in that language.
template <typename Matches>
std::optional<size_t> Only(const Step& step, size_t language, Matches matches) {
  std::optional<size_t> found;
  for (size_t i = 0; i < step.options.size(); ++i) {
    const std::string& spelled = step.options[i].gsm7_keys[language];
    if (!matches(step.options[i].keys[language]) && (spelled.empty() || !matches(spelled)))
      continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

std::string_view FirstWord(std::string_view text) {
  const auto words = Words(text);
  return words.empty() ? std::string_view() : words.front();
}

bool Misspelt(std::string_view typed, std::string_view text) {
  if (typed.size() < kMinMisspelt) return false;
  return WithinOneEdit(typed, text) ||
         (typed.find(' ') == std::string_view::npos && WithinOneEdit(typed, FirstWord(text)));
}

// The whole text of an option in any language, its value, or a yes/no word for an option of that
// value.
std::optional<size_t> ByWholeText(const Conversation& conversation, const Step& step,
                                  std::string_view key) {
  const auto is_key = [&](const std::string& text) { return text == key; };
  if (step.option_texts.MayHold(key)) {
    if (const auto whole = Only(step, conversation.language(), is_key)) return whole;
    for (size_t i = 0; i < conversation.bundle.languages.size(); ++i)
      if (const auto whole = Only(step, i, is_key)) return whole;
  }
  const WordList& words = conversation.Words();
  const char* meant = words.IsYes(key) ? "yes" : words.IsNo(key) ? "no" : nullptr;
  for (size_t i = 0; i < step.options.size(); ++i)
    if (step.options[i].value == key || (meant != nullptr && step.options[i].value == meant))
      return i;
  return std::nullopt;
}

// "yes please", "no thanks": the first word decides if no other one speaks against it.
std::optional<size_t> ByFirstWord(const Conversation& conversation, const Step& step,
                                  std::string_view key) {
  const auto words = Words(key);
  if (words.size() < 2 || words.size() > kMaxWordsAfterNumber + 1) return std::nullopt;
  const auto first = ByWholeText(conversation, step, words.front());
  for (size_t i = 1; first && i < words.size(); ++i)
    if (const auto other = ByWholeText(conversation, step, words[i]); other && other != first)
      return std::nullopt;
  return first;
}

std::optional<size_t> ByText(const Conversation& conversation, const Step& step,
                             std::string_view key) {
  if (key.empty()) return std::nullopt;
  if (const auto whole = ByWholeText(conversation, step, key)) return whole;
  const size_t own = conversation.language();
  const auto begins = [&](const std::string& text) {
    return text.compare(0, key.size(), key) == 0;
  };
  if (const auto beginning = Only(step, own, begins)) return beginning;
  if (const auto first = ByFirstWord(conversation, step, key)) return first;
  return Only(step, own, [&](const std::string& text) { return Misspelt(key, text); });
}

// "1 yes", "1. yes please", "2)no": the number counts if what follows does not contradict it.
std::optional<size_t> NumberFirst(const Conversation& conversation, const Step& step,
                                  std::string_view key) {
  size_t digits = 0;
  while (digits < key.size() && key[digits] >= '0' && key[digits] <= '9')
    ++digits;
  if (digits == 0 || digits > 2) return std::nullopt;
  const std::string_view rest = TrimPunctuation(key.substr(digits));
  if (std::any_of(rest.begin(), rest.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  const auto option = FromNumber(WholeNumber(key.substr(0, digits)).value_or(0), step);
  if (const auto text = ByText(conversation, step, rest))
    return text == option ? option : std::nullopt;
  return WordCount(rest) <= kMaxWordsAfterNumber ? option : std::nullopt;
}

}  // namespace

std::optional<size_t> ReadChoice(const Conversation& conversation, const Step& step,
                                 const Typed& typed) {
  const std::string_view key = typed.key;
  if (key.empty()) return std::nullopt;
  if (const auto number = WholeNumber(key)) return FromNumber(*number, step);
  if (const auto number = conversation.Words().Digit(key))
    if (const auto option = FromNumber(*number, step)) return option;
  if (const auto option = ByText(conversation, step, key)) return option;
  return NumberFirst(conversation, step, key);
}

std::vector<std::string> OptionLines(const Conversation& conversation, const Step& step) {
  std::vector<std::string> lines;
  lines.reserve(step.options.size());
  for (size_t i = 0; i < step.options.size(); ++i)
    lines.push_back(std::to_string(i + 1) + " " + conversation.Text(step.options[i].text));
  return lines;
}

void ChoosingKind::Read(StepReader& reader, Step& step) const {
  step.var = reader.Has("var") || default_var() == nullptr ? reader.Name("var") : default_var();
  step.options = reader.Options();
  if (reader.Flag("private")) {
    step.secret = step.var;
    step.hushed = true;
  }
  const auto allowed = allowed_values();
  for (const Choice& choice : step.options)
    if (!allowed.empty() &&
        std::find(allowed.begin(), allowed.end(), choice.value) == allowed.end())
      reader.Wrong("options", "the value " + choice.value + " is not one of this kind");
}

std::vector<Exit> ChoosingKind::Exits(const Step& step) const {
  std::vector<Exit> exits;
  for (const Choice& choice : step.options)
    exits.push_back({choice.value, choice.next.given() ? choice.next : step.next});
  return exits;
}

std::optional<Taken> ChoosingKind::Take(Conversation& conversation, const Step& step,
                                        const Typed& typed) const {
  const auto option = ReadChoice(conversation, step, typed);
  if (!option) return std::nullopt;
  const Choice& choice = step.options[*option];
  conversation.Set(step.var, choice.value);
  conversation.Set(choice.set);
  Chosen(conversation, choice);
  return Taken{GoEither(choice.next, step.next), choice.value};
}

}  // namespace tipline::flows
