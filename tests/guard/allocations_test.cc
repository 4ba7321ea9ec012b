// Allocations of a turn and of a tip against tests/guard/budget.json. They do not depend on the
// machine, its load or the build, so a change of a few shows.
#include "tests/guard/allocations.h"

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "flows/model/tip.h"
#include "flows/triage/assess.h"
#include "tests/guard/budget.h"
#include "tests/guard/recorded_walk.h"
#include "tests/guard/walk_texts.h"

namespace tipline::guard {
namespace {

// Whatever is made once (caches, static tables) is made before.
int64_t Allocations(const std::function<void()>& play) {
  play();
  play();
  const CountAllocations first;
  play();
  const int64_t count = first.count();
  const CountAllocations second;
  play();
  EXPECT_EQ(second.count(), count) << "the same walk costs the same every time";
  return count;
}

void Check(const std::string& figure, int64_t count, size_t turns) {
  const Verdict verdict = Judge(figure, static_cast<double>(count) / static_cast<double>(turns));
  EXPECT_TRUE(verdict.within) << verdict.text;
  ::testing::Test::RecordProperty(figure, verdict.text);
  std::puts(verdict.text.c_str());
}

TEST(Allocations, AreCounted) {
  const CountAllocations none;
  EXPECT_EQ(none.count(), 0);
  const CountAllocations some;
  const auto number = std::make_unique<int>(1);
  void* memory = std::malloc(10);
  memory = std::realloc(memory, 1000);
  const std::string text(100, 'x');
  EXPECT_EQ(some.count(), 4);
  std::free(memory);
  EXPECT_EQ(some.count(), 4);
}

TEST(Allocations, OfATurnOfTheEngine) {
  const flows::Bundle bundle = MainBundle();
  EngineWalk walk(bundle);
  Check("allocations_per_engine_turn", Allocations([&] { walk.Play(); }), walk.turns());
}

TEST(Allocations, OfATurnOfTheGateway) {
  GatewayWalk walk(MainBundle());
  Check("allocations_per_gateway_turn", Allocations([&] { walk.Play(); }), walk.turns());
}

TEST(Allocations, OfTheTriageOfATip) {
  const flows::Lexicon lexicon = Must(flows::LoadLexicon(ReadSources("config/triage", ".json")));
  Tip tip;
  tip.text = Secret<std::string>(
      "They took our passports and lock the girls in at night behind the bar on the lake road. "
      "We are not paid and the boss says we owe him for the bus.");
  tip.place = Secret<std::string>("Kisumu");
  tip.language = "en";
  tip.about = "someone";
  tip.received_at = FromMillis(1'764'000'000'000);
  const auto assess = [&] {
    const Assessment assessment = flows::Assess(tip, lexicon, tip.received_at);
    EXPECT_LE(assessment.priority, Priority::kP1);
  };
  Check("allocations_per_triaged_tip", Allocations(assess), 1);
}

}  // namespace
}  // namespace tipline::guard
