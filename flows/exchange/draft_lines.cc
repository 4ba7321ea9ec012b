// FoldLines: other platforms write the numbers of the answers into the question. A line is that of
// the answer which its number chooses there, wherever the two stand.
#include <algorithm>
#include <set>

#include "flows/base/text.h"
#include "flows/exchange/draft_fold.h"
#include "flows/exchange/import.h"

namespace tipline::flows::exchange {
namespace {

bool NamesAnswers(const DraftFlow& flow, const DraftStep& question) {
  const auto text = question.text.find(flow.source_language);
  if (text == question.text.end()) return false;
  const std::string& words = text->second;
  return std::any_of(question.options.begin(), question.options.end(),
                     [&](const DraftOption& option) {
                       const auto answer = option.text.find(flow.source_language);
                       return answer != option.text.end() && answer->second.size() > 2 &&
                              words.find(answer->second) != std::string::npos;
                     });
}

class LineFolder {
 public:
  LineFolder(const DraftFlow& flow, DraftStep& question, Losses& losses)
      : flow_(flow), question_(question), losses_(losses) {}

  void Fold() {
    if (!question_.options.empty()) Order();
    for (LocalText* text : {&question_.text, &question_.sms, &question_.retry})
      for (auto& [language, words] : *text) {
        std::string rest = words;
        const auto lines = TakeLines(rest);
        if (lines.empty() || rest.empty()) continue;
        if (Take(lines, language, text != &question_.retry)) words = rest;
      }
    if (!question_.skip.empty()) question_.fields.erase("skip");
  }

 private:
  void Lose(const std::string& what, const char* why) {
    if (said_.insert(what).second) losses_.push_back({flow_.name, question_.id, what, why});
  }

  // Answers are counted in their order here: it becomes that of their numbers there.
  void Order() {
    auto& options = question_.options;
    std::set<int> numbers;
    for (const DraftOption& option : options)
      numbers.insert(option.number);
    keyed_ = numbers.size() == options.size() && *numbers.begin() > 0;
    if (!keyed_) keyed_ = NumberByWords();
    if (!keyed_) return;
    std::stable_sort(options.begin(), options.end(),
                     [](const auto& a, const auto& b) { return a.number < b.number; });
    if (options.front().number != 1 || options.back().number != static_cast<int>(options.size()))
      Lose("numbers of the answers", "they are counted from 1 here");
  }

  // Nobody says which number chooses what, but each line has the words of one answer.
  bool NumberByWords() {
    const auto source = question_.text.find(flow_.source_language);
    if (source == question_.text.end()) return false;
    std::string rest = source->second;
    const auto lines = TakeLines(rest);
    std::vector<int> numbers;
    for (const DraftOption& option : question_.options) {
      const auto text = option.text.find(flow_.source_language);
      if (text == option.text.end()) return false;
      const auto line = std::find_if(lines.begin(), lines.end(), [&](const std::string& one) {
        return tipline::Fold(one) == tipline::Fold(text->second);
      });
      if (line == lines.end()) return false;
      numbers.push_back(static_cast<int>(line - lines.begin()) + 1);
    }
    if (std::set<int>(numbers.begin(), numbers.end()).size() != numbers.size()) return false;
    for (size_t i = 0; i < numbers.size(); ++i)
      question_.options[i].number = numbers[i];
    return true;
  }

  // False: they are part of the question.
  bool Take(const std::vector<std::string>& lines, const std::string& language, bool shown) {
    auto& options = question_.options;
    if (options.empty()) {
      if (!question_.fields.contains("skip") || lines.size() != 1) return false;
      if (shown) question_.skip[language] = lines.front();
      return true;
    }
    if (!keyed_) {
      if (lines.size() != options.size()) return false;
      Lose("lines of the question",
           "which answer each belongs to is not said: the answers have their names");
      return true;
    }
    if (shown)
      for (size_t i = 0; i < lines.size(); ++i)
        Give(lines[i], static_cast<int>(i) + 1, language);
    return true;
  }

  void Give(const std::string& line, int number, const std::string& language) {
    const auto option =
        std::find_if(question_.options.begin(), question_.options.end(),
                     [number](const DraftOption& one) { return one.number == number; });
    const std::string what = "line " + std::to_string(number) + " of the question";
    if (option == question_.options.end()) return Lose(what, "no answer has this number");
    const auto own = option->text.find(language);
    if (!option->own_text || own == option->text.end())
      option->text[language] = line;
    else if (tipline::Fold(own->second) != tipline::Fold(line))
      Lose(what, "the answer has a text of its own, which is shown");
  }

  const DraftFlow& flow_;
  DraftStep& question_;
  Losses& losses_;
  bool keyed_ = false;  // every option has a number of its own
  std::set<std::string> said_;
};

}  // namespace

void FoldLines(const DraftFlow& flow, DraftStep& question, Losses& losses) {
  LineFolder(flow, question, losses).Fold();
  if (NamesAnswers(flow, question))
    losses.push_back({flow.name, question.id, "wording",
                      "the question names its answers; here they follow it as lines"});
}

}  // namespace tipline::flows::exchange
