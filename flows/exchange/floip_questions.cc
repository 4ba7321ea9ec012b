// ReadFloipQuestion: the kind of a question, its choices, and which exit is whose.
#include <algorithm>
#include <utility>

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
      option.value = UniqueName(PlainName(name, "option"), values);
      in_.texts.Put(choice["prompt"], step_.id, option.text, nullptr);
      if (option.text.empty()) option.text[in_.flow.source_language] = name;
      choices_.push_back(name);
      step_.options.push_back(std::move(option));
    }
    if (step_.options.empty()) return config["choices"].Wrong("no choice");
    for (LocalText* text : {&step_.text, &step_.sms})
      for (auto& [language, question] : *text)
        StripLines(OptionTexts(language), question);
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
        silence = exit.to;
        continue;
      }
      const bool compares =
          exit.test && exit.test->equal && !step_.options.empty() &&
          (exit.test->subject == "block.value" || exit.test->subject == "block.response");
      if (compares && RouteOptions(*exit.test, exit.to, routed)) continue;
      if (exit.name == "not_understood" && (has_any || !step_.options.empty())) {
        step_.miss = exit.to;
      } else if (!has_any) {
        any = exit.to;
        has_any = true;
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

  bool RouteOptions(const Test& test, const std::string& to, std::vector<bool>& routed) {
    bool any = false;
    for (size_t i = 0; i < choices_.size(); ++i) {
      if (std::find(test.values.begin(), test.values.end(), choices_[i]) == test.values.end())
        continue;
      if (!routed[i]) step_.options[i].next = to;
      routed[i] = any = true;
    }
    return any;
  }

  const FloipFlow& in_;
  DraftStep& step_;
  std::vector<std::string> choices_;  // their names
};

}  // namespace

void ReadFloipQuestion(const FloipFlow& in, const Node& block, const std::string& type,
                       const FloipExits& exits, DraftStep& step) {
  QuestionReader(in, step).Read(block, type, exits);
}

}  // namespace tipline::flows::exchange
