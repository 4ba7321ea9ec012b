// A turn of the gateway from bytes to bytes without sockets and Redis, and its parts.
#include <string>
#include <vector>

#include "gateway/providers/provider.h"
#include "tests/bench/micro/micro.h"
#include "tests/gateway/providers/provider_case.h"
#include "tests/guard/recorded_walk.h"
#include "tests/guard/walk_texts.h"

namespace tipline::micro {
namespace {

void GatewayTurn(benchmark::State& state) {
  static guard::GatewayWalk walk(guard::MainBundle());
  Measure(state, [&] { walk.Step(); });
}
BENCHMARK(GatewayTurn);

// A turn between Redis' first reply and the command that stores it: open the session, decide, seal
// the session and what goes to the streams.
class DecideWalk {
 public:
  DecideWalk() {
    for (const std::string& request : guard::GatewayTurn::Requests())
      arrivals_.push_back(turn_.Take(request));
    do
      Step();
    while (next_ != 0);
  }
  void Step() {
    const auto& conversations = turn_.conversations();
    const gateway::Arrival& arrival = arrivals_[next_];
    const auto loaded = guard::Must(
        conversations.ReadLoad(arrival.who, redis_.Run(conversations.LoadCommand(arrival.who))));
    const auto decision = turn_.Decide(arrival, loaded);
    guard::Must(decision.kind == gateway::Decision::Kind::kCommit, "a turn has nothing to store");
    redis_.Run(conversations.CommitCommand(decision.commit));
    next_ = (next_ + 1) % arrivals_.size();
    if (next_ == 0) redis_.Rewind();
  }

 private:
  const guard::GatewayTurn turn_{guard::MainBundle()};
  std::vector<gateway::Arrival> arrivals_;
  guard::RecordedRedis redis_;
  size_t next_ = 0;
};

void GatewayDecide(benchmark::State& state) {
  static DecideWalk walk;
  Measure(state, [&] { walk.Step(); });
}
BENCHMARK(GatewayDecide);

// Parse the bytes, authenticate, find out who it is; and write an answer.
void GatewayReadAndWrite(benchmark::State& state) {
  const guard::GatewayTurn turn(guard::MainBundle());
  const auto requests = guard::GatewayTurn::Requests();
  const gateway::Reply reply{"Is it safe to use this phone now?\n1 Yes\n2 No, later", false};
  std::string out;
  size_t next = 0;
  Measure(state, [&] {
    out.clear();
    turn.Write(turn.Take(requests[next++ % requests.size()]), reply, out);
    benchmark::DoNotOptimize(out.data());
  });
}
BENCHMARK(GatewayReadAndWrite);

// Authenticate, Parse and Render of the first of a provider's own cases that is taken and answered.
void ProviderTurn(benchmark::State& state, const std::string& name) {
  const gateway::Provider& provider = *gateway::FindProvider(name);
  for (const auto& one : gateway::ReadProviderCases(name)) {
    if (!one.body.contains("rendered") || !one.body.contains("reply")) continue;
    const auto& json = one.body;
    const auto channel =
        gateway::TestChannel(name, json.value("channel", nlohmann::json::object()));
    const Settings settings = gateway::TestSettings();
    const http::Request request = gateway::ReadRequest(json.at("request"));
    const auto event = *InboundKindFromName(json.at("event").get<std::string>());
    const std::string token = gateway::PathTokenOf(request);
    const gateway::Reply reply{json["reply"].value("text", ""), json["reply"].value("ends", false)};
    const bool authenticate = !json.value("no_auth", false) && name != "generic";
    Measure(state, [&] {
      if (authenticate)
        guard::Must(provider.Authenticate(request, event, token, channel, settings));
      const auto inbound = guard::Must(provider.ParseAll(request, event, channel));
      benchmark::DoNotOptimize(provider.Render(inbound.front(), reply));
    });
    return;
  }
  state.SkipWithError("no case with an answer");
}

const bool kRegistered = [] {
  for (const auto& [name, provider] : gateway::Providers())
    benchmark::RegisterBenchmark(("ProviderTurn/" + name).c_str(),
                                 [n = name](benchmark::State& state) { ProviderTurn(state, n); });
  return true;
}();

}  // namespace
}  // namespace tipline::micro
