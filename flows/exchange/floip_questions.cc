// ReadFloipQuestion: the kind of a question, its choices, and which exit is whose.
#include <algorithm>
#include <utility>

#include "flows/base/input.h"
#include "flows/base/text.h"
#include "flows/exchange/floip_import.h"

namespace tipline::flows::exchange {
namespace {

class QuestionReader {
 public:
  QuestionReader(const FloipFlow& in, DraftStep& step) : in_(in), step_(step) {}

  void Read(const Node& block, const std::string& type, const FloipExits& exits) {
    const Node config = block["config"];
    if (const std::string* variable = in_.names.Variable(block["name"].Text()))
      step_.var = *variable;
    if (type == "MobilePrimitives.OpenResponse") step_.kind = "ask_text";
    if (type == "MobilePrimitives.NumericResponse") {
      step_.kind = "ask_number";
      step_.min = config["validation_minimum"].Number(0, 1'000'000, 0);
      step_.max = std::max(step_.min, config["validation_maximum"].Number(0, 1'000'000, 9999));
    }
    if (type == "MobilePrimitives.SelectOneResponse") step_.kind = "menu";
    if (type == "MobilePrimitives.SelectManyResponses") step_.kind = "ask_choice_many";
    if (step_.kind == "menu" || step_.kind == "ask_choice_many") ReadChoices(config);
    if (step_.kind.empty()) in_.Lose(step_.id, type, "no step here does this: passed over");
    ReadAnswers(exits);
  }

 private:
  void ReadChoices(const Node& config) {
    std::map<std::string, int> values;
    for (const Node& choice : config["choices"].List(kMaxParts)) {
      DraftOption option;
      const std::string name = choice["name"].NeedText();
      option.value = UniqueName(ValueName(name), values);
      in_.texts.Put(choice["prompt"], step_.id, option.text, nullptr);
      option.own_text = !option.text.empty();
      if (option.text.empty()) option.text[in_.flow.source_language] = name;
      ReadTests(choice, name, option);
      if (option.value != ValueName(name))
        in_.Lose(step_.id, "choice " + option.value, "two of one name: told apart here");
      choices_.push_back(Fold(name));
      step_.options.push_back(std::move(option));
    }
    if (step_.options.empty()) return config["choices"].Wrong("no choice");
    for (LocalText* text : {&step_.text, &step_.sms})
      for (auto& [language, question] : *text)
        StripLines(OptionTexts(language), question);
  }
  // What chooses it there: its number and its texts are what chooses it here.
  void ReadTests(const Node& choice, const std::string& name, DraftOption& option) {
    const auto is_text = [&](const std::string& value) {
      const auto same = [&](const auto& text) { return Fold(text.second) == Fold(value); };
      return Fold(name) == Fold(value) || std::any_of(option.text.begin(), option.text.end(), same);
    };
    bool lost = false;
    for (const Node& one : choice["text_tests"].List(kMaxParts)) {
      const auto test = ParseTest(one["test_expression"].Text());
      if (!test || !test->equal) {
        lost = true;
        continue;
      }
      for (const std::string& value : test->values) {
        const int number = WholeNumber(value).value_or(0);
        if (option.number == 0 && number < 100) option.number = number;
        lost = lost || (option.number != number && !is_text(value));
        lost = lost || (number == 0 && !is_text(value));
      }
    }
    if (lost)
      in_.Lose(step_.id, "text_tests of " + option.value,
               "only its number and its text choose it here");
  }
  std::vector<std::string> OptionTexts(const std::string& language) const {
    std::vector<std::string> texts;
    for (const DraftOption& option : step_.options) {
      const auto own = option.text.find(language);
      const auto source = option.text.find(in_.flow.source_language);
      texts.push_back(own != option.text.end() ? own->second : source->second);
    }
    return texts;
  }

  // Which exit is which: an answer's, that of any answer, that of a wrong one, that of silence.
  void ReadAnswers(const FloipExits& exits) {
    std::string any;
    bool has_any = false;
    std::vector<bool> routed(step_.options.size(), false);
    std::optional<std::string> silence;
    for (const FloipExit& exit : exits) {
      if (exit.otherwise) {
        if (silence) Lose(exit, "a second default");
        if (!silence) silence = exit.to;
      } else if (Compares(exit) && !step_.options.empty()) {
        RouteOptions(exit, routed);
      } else if (exit.name == "not_understood" && (has_any || !step_.options.empty())) {
        step_.miss = exit.to;
      } else if (!has_any && (step_.options.empty() || AnyAnswer(exit))) {
        any = exit.to;
        has_any = true;
        if (!AnyAnswer(exit)) Lose(exit, "taken with every answer here, whatever its test says");
      } else {
        Lose(exit, "never taken here: a test that cannot be said");
      }
    }
    if (!has_any && step_.options.empty() && silence) any = *std::exchange(silence, std::nullopt);
    if (std::find(routed.begin(), routed.end(), true) == routed.end())
      step_.next = any;
    else
      for (size_t i = 0; i < routed.size(); ++i)
        if (!routed[i]) step_.options[i].next = has_any ? any : silence.value_or("");
    if (!step_.miss && silence) step_.miss = silence;
    if (step_.kind == "ask_text" || step_.kind.empty()) step_.miss.reset();
  }

  void Lose(const FloipExit& exit, const std::string& why) const {
    in_.Lose(step_.id, "exit " + exit.name, why);
  }
  static bool OfAnswer(const Test& test) {
    return test.subject == "block.value" || test.subject == "block.response";
  }
  static bool Compares(const FloipExit& exit) {
    return exit.test && exit.test->equal && OfAnswer(*exit.test);
  }
  // `block.value <> ""`, or no test at all.
  static bool AnyAnswer(const FloipExit& exit) {
    if (!exit.tests) return true;
    return exit.test && !exit.test->equal && OfAnswer(*exit.test) &&
           exit.test->values == std::vector<std::string>{""};
  }

  void RouteOptions(const FloipExit& exit, std::vector<bool>& routed) {
    for (const std::string& value : exit.test->values) {
      const std::string name = Fold(value);
      const auto choice = std::find(choices_.begin(), choices_.end(), name);
      if (choice == choices_.end()) {
        Lose(exit, "no answer is " + std::string(CutCharacters(value, 40)) + ": never taken");
        continue;
      }
      const auto at = static_cast<size_t>(choice - choices_.begin());
      if (!routed[at]) step_.options[at].next = exit.to;
      routed[at] = true;
    }
  }

  const FloipFlow& in_;
  DraftStep& step_;
  std::vector<std::string> choices_;  // their names, folded: comparisons there know no capitals
};

}  // namespace

void ReadFloipQuestion(const FloipFlow& in, const Node& block, const std::string& type,
                       const FloipExits& exits, DraftStep& step) {
  QuestionReader(in, step).Read(block, type, exits);
}

}  // namespace tipline::flows::exchange
