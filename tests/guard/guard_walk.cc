// guard_walk WHAT WALKS                   plays the walk so often: whole requests ("request") or
// the
//                                         engine alone ("engine_turn"); ops/lib/guard.sh runs it
//                                         under callgrind
// guard_walk --judge WHAT W1 I1 W2 I2     W walks took I instructions: what one turn took (start-up
//                                         falls out) against the budget; exit 1 over it
// Instructions do not depend on the machine's load, so CI can hold a request to a few per cent.
#include <charconv>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "tests/guard/budget.h"
#include "tests/guard/recorded_walk.h"
#include "tests/guard/walk_texts.h"

namespace tipline::guard {
namespace {

constexpr const char* kUsage =
    "usage: guard_walk request|engine_turn WALKS\n"
    "       guard_walk --judge request|engine_turn WALKS INSTRUCTIONS MORE_WALKS INSTRUCTIONS";

int64_t Number(const std::string& text) {
  int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  Must(read.ec == std::errc() && read.ptr == text.data() + text.size() && number > 0, kUsage);
  return number;
}

template <typename Walk>
void PlayWalks(Walk walk, int64_t walks) {
  for (int64_t i = 0; i < walks; ++i)
    walk.Play();
}

void Play(const std::string& what, int64_t walks) {
  flows::Bundle bundle = MainBundle();
  if (what == "request") {
    GatewayWalk walk(std::move(bundle));
    PlayWalks<GatewayWalk&>(walk, walks);
  } else {
    PlayWalks(EngineWalk(bundle), walks);
  }
}

// words: --judge, what, walks, instructions, more walks, instructions
int JudgeInstructions(const std::vector<std::string>& words) {
  const int64_t walks = Number(words[4]) - Number(words[2]);
  const int64_t instructions = Number(words[5]) - Number(words[3]);
  Must(walks > 0 && instructions > 0, "the second run must be longer");
  const auto turns = walks * static_cast<int64_t>(AccumulatedTexts().size());
  const Verdict verdict = Judge("instructions_per_" + words[1],
                                static_cast<double>(instructions) / static_cast<double>(turns));
  std::puts(verdict.text.c_str());
  return verdict.within ? 0 : 1;
}

}  // namespace
}  // namespace tipline::guard

int main(int argc, char** argv) {
  using tipline::guard::Must;
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 6 && words[0] == "--judge") return tipline::guard::JudgeInstructions(words);
    Must(words.size() == 2 && (words[0] == "request" || words[0] == "engine_turn"),
         tipline::guard::kUsage);
    tipline::guard::Play(words[0], tipline::guard::Number(words[1]));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "guard_walk: %s\n", error.what());
    return 2;
  }
}
