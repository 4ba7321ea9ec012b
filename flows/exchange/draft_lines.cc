// FoldLines: other platforms write the numbers of the answers into the question.
#include <algorithm>

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

}  // namespace

void FoldLines(const DraftFlow& flow, DraftStep& question, Losses& losses) {
  for (LocalText* text : {&question.text, &question.sms, &question.retry})
    for (auto& [language, words] : *text) {
      std::string rest = words;
      const auto lines = TakeLines(rest);
      if (lines.empty() || rest.empty()) continue;
      if (!question.options.empty() && lines.size() == question.options.size()) {
        for (size_t i = 0; i < lines.size() && text != &question.retry; ++i)
          question.options[i].text[language] = lines[i];
      } else if (question.fields.contains("skip") && lines.size() == 1) {
        if (text != &question.retry) question.skip[language] = lines.front();
      } else {
        continue;
      }
      words = rest;
    }
  if (!question.skip.empty()) question.fields.erase("skip");
  if (NamesAnswers(flow, question))
    losses.push_back({flow.name, question.id, "wording",
                      "the question names its answers; here they follow it as lines"});
}

}  // namespace tipline::flows::exchange
