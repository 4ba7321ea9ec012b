// Messages a second to a provider that needs 50 ms for each answer.
#include <iostream>
#include <set>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "tests/bench/fill.h"
#include "tests/bench/measure.h"
#include "tests/bench/redis_info.h"
#include "tests/support/fake_provider.h"
#include "tests/support/process.h"

namespace tipline::bench {
namespace {

constexpr std::chrono::milliseconds kDelay{50};

bool EachOnce(const testing::FakeProvider& api, size_t messages) {
  std::set<std::string> ids;
  const auto requests = api.requests();
  for (const testing::FakeRequest& request : requests) {
    const auto body = ParseJson(request.body);
    if (body && body->contains("id")) ids.insert((*body)["id"].get<std::string>());
  }
  return ids.size() == messages && requests.size() == messages;
}

bool Run(const Options& options, Report& report) {
  const size_t messages = options.quick ? 500 : 10'000;
  testing::FakeProvider api;
  api.Script([](const testing::FakeRequest&) {
    testing::FakeAnswer answer;
    answer.delay = kDelay;
    return answer;
  });
  testing::SystemOptions system;
  system.api_urls = {{"generic", api.url()}};
  auto subject = TiplineSubject::Start(options.walks, system);
  if (!subject) return false;
  const auto filler = Filler::Open(subject->system());
  const Status filled = filler ? (*filler)->Replies(messages, "generic") : Status(filler.error());
  if (!filled) {
    std::cerr << filled.error().message << "\n";
    return false;
  }
  subject->system().StartWorker();
  if (!testing::Eventually([&] { return api.count() > 0; })) return false;
  const auto begin = std::chrono::steady_clock::now();
  const size_t before = api.count();
  if (!testing::Eventually([&] { return api.count() >= messages; }, std::chrono::minutes(5)))
    return false;
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
  const double rate = static_cast<double>(messages - before) / time.count();
  report.Table("Messages out, a provider that answers after 50 ms", {"", "messages/s", "messages"});
  report.Line({"Tipline worker", Number(rate), Number(static_cast<double>(messages))});
  report.json()["outbound"] = {{"messages", messages}, {"per_second", rate}, {"delay_ms", 50}};
  subject->system().worker().Stop(std::chrono::seconds(30));  // what is on its way comes first
  return EachOnce(api, messages);
}

const RegisterMeasurement kRegistered({40, "outbound", "messages a second to a slow provider",
                                       Run});

}  // namespace
}  // namespace tipline::bench
