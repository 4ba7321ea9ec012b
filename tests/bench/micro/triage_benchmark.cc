// Triage of a tip with the lexicon of config/triage: over the texts that its tests use, and by the
// length of the text.
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/triage/assess.h"
#include "tests/bench/micro/micro.h"
#include "tests/guard/walk_texts.h"

namespace tipline::micro {
namespace {

const flows::Lexicon& StockLexicon() {
  static const flows::Lexicon kLexicon =
      guard::Must(flows::LoadLexicon(guard::ReadSources("config/triage", ".json")));
  return kLexicon;
}

Tip TipOf(std::string text, const std::string& language) {
  Tip tip;
  tip.text = Secret<std::string>(std::move(text));
  tip.language = language;
  tip.received_at = FromMillis(1'764'000'000'000);
  return tip;
}

std::vector<Tip> Corpus() {
  std::vector<Tip> tips;
  const auto corpus = nlohmann::json::parse(guard::ReadSource("tests/data/triage/corpus.json"));
  for (const auto& one : corpus)
    tips.push_back(TipOf(one.at("text"), one.at("in")));
  return tips;
}

void Triage(benchmark::State& state) {
  const auto tips = Corpus();
  size_t next = 0;
  Measure(state, [&] {
    const Tip& tip = tips[next++ % tips.size()];
    benchmark::DoNotOptimize(flows::Assess(tip, StockLexicon(), tip.received_at));
  });
}
BENCHMARK(Triage);

// English tips one after the other, cut at so many bytes.
void TriageByLength(benchmark::State& state) {
  const auto size = static_cast<size_t>(state.range(0));
  std::string text;
  const auto tips = Corpus();
  for (size_t i = 0; text.size() < size; i = (i + 1) % tips.size())
    if (tips[i].language == "en") text += tips[i].text.Reveal() + ". ";
  text.resize(size);
  const Tip tip = TipOf(text, "en");
  Measure(state,
          [&] { benchmark::DoNotOptimize(flows::Assess(tip, StockLexicon(), tip.received_at)); });
  state.SetComplexityN(state.range(0));
}
BENCHMARK(TriageByLength)->RangeMultiplier(4)->Range(32, 8192)->Complexity();

}  // namespace
}  // namespace tipline::micro
