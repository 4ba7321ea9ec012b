// Routing of one case by the number of responders in the directory.
#include <string>

#include "flows/routing/route.h"
#include "tests/bench/micro/micro.h"
#include "tests/guard/walk_texts.h"

namespace tipline::micro {
namespace {

// Organisations of four responders each, unlike each other in services, languages, areas and hours.
Directory DirectoryOf(int64_t responders) {
  static const std::vector<std::string> kServices = {"child_protection", "extraction", "consulate",
                                                     "legal"};
  static const std::vector<std::string> kLanguages = {"en", "sw", "fr", "ar", "hi"};
  static const std::vector<std::string> kAreas = {"Kisumu", "Mombasa", "Nairobi", "Nakuru", ""};
  const auto of = [](const auto& list, int64_t i) {
    return list[static_cast<size_t>(i) % list.size()];
  };
  Directory directory;
  for (int64_t i = 0; i < responders; ++i) {
    if (i % 4 == 0) {
      Organisation organisation;
      organisation.id = "o" + std::to_string(i / 4);
      organisation.name = "Example house " + std::to_string(i / 4);
      organisation.services = {of(kServices, i / 4), of(kServices, i / 4 + 1)};
      organisation.languages = {of(kLanguages, i / 4), "en"};
      if (const std::string area = of(kAreas, i / 4); !area.empty()) organisation.areas = {area};
      organisation.serves_children = i % 8 == 0;
      organisation.agreement_until = "2099-01-01";
      directory.organisations.push_back(organisation);
    }
    Responder responder;
    responder.id = "r" + std::to_string(i);
    responder.organisation_id = "o" + std::to_string(i / 4);
    responder.name = "Desk " + std::to_string(i);
    responder.pseudonym = "p" + std::to_string(i);
    responder.order = static_cast<int>(i % 10);
    responder.on_call_always = i % 3 == 0;
    if (i % 2 == 0) responder.hours = {8 * 60, 18 * 60, 180, {1, 2, 3, 4, 5}};
    directory.responders.push_back(responder);
  }
  return directory;
}

void RouteByResponders(benchmark::State& state) {
  const Directory directory = DirectoryOf(state.range(0));
  flows::CaseFacts facts;
  facts.priority = Priority::kP1;
  facts.child = true;
  facts.about = "someone";
  facts.language = "en";
  facts.place = "Kisumu";
  facts.indicators = {"ILO03", "ILO07"};
  facts.consent = Consent::kShare;
  facts.words = Secret<std::string>("boss took our passports and locks us in behind the bar");
  const TimePoint now = FromMillis(1'764'000'000'000);
  guard::Must(!flows::Route(facts, directory, now).empty(), "nobody may be asked");
  Measure(state, [&] { benchmark::DoNotOptimize(flows::Route(facts, directory, now)); });
  state.SetComplexityN(state.range(0));
}
BENCHMARK(RouteByResponders)->Arg(10)->Arg(30)->Arg(100)->Arg(300)->Arg(1000)->Complexity();

}  // namespace
}  // namespace tipline::micro
