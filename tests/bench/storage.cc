// What Redis alone can do, append-only file synced at every write: the two commands of a turn, ours
// and the sketch's, by redis-benchmark.
#include <cstdlib>
#include <iostream>

#include "gateway/store/live/gate.h"
#include "tests/bench/measure.h"
#include "tests/support/redis_server.h"

namespace tipline::bench {
namespace {

constexpr size_t kSketchBytes = 300, kSealedBytes = 450;

// Commands a second; 0: it did not run.
double Speed(testing::RedisServer& redis, int clients, int requests,
             const std::vector<std::string>& command) {
  std::vector<std::string> argv = {
      "redis-benchmark",       "-s", redis.socket(),           "--csv", "-c",
      std::to_string(clients), "-n", std::to_string(requests), "-r",    "10000000"};
  argv.insert(argv.end(), command.begin(), command.end());
  const auto done = testing::RunProgram(argv);
  const size_t line =
      done.out.find("\",\"", done.out.find('\n'));  // the second line: "name","speed",...
  if (done.code == 0 && line != std::string::npos)
    return std::strtod(done.out.c_str() + line + 3, nullptr);
  std::cerr << done.out << done.err;
  return 0;
}

double Pairs(double first, double second) {
  return first > 0 && second > 0 ? 1 / (1 / first + 1 / second) : 0;
}

bool Run(const Options& options, Report& report) {
  const auto server = testing::RedisServer::Start({.settings = {"maxmemory 6gb"}, .acl = false});
  store::Redis redis(server->options());
  const Status loaded = store::CheckServer(redis, true);
  if (!loaded) {
    std::cerr << loaded.error().message << "\n";
    return false;
  }
  const int requests = options.quick ? 5'000 : 50'000;
  const std::string dialogue = "tl:{p01}:d:__rand_int__:ussd";
  report.Table("Redis alone (redis-benchmark, AOF always): turns/s if nothing else were to do",
               {"", "Tipline", "GET + SET"});
  for (const int clients : options.connections) {
    const double load =
        Speed(*server, clients, requests, {"MGET", dialogue, "tl:{p01}:p:__rand_int__"});
    const double commit = Speed(*server, clients, requests,
                                {"FCALL", "tl_commit", "2", dialogue, "tl:{p01}:n", "u", "12345678",
                                 "0", std::string(kSealedBytes, 'x'), "12345678", "86400000",
                                 "turn:main/en/ussd menu.answered what.shown"});
    const double get = Speed(*server, clients, requests, {"GET", "ussd:__rand_int__"});
    const double set =
        Speed(*server, clients, requests,
              {"SET", "ussd:__rand_int__", std::string(kSketchBytes, 'x'), "EX", "180"});
    const double ours = Pairs(load, commit);
    const double sketch = Pairs(get, set);
    if (ours == 0 || sketch == 0) return false;
    report.Line({std::to_string(clients) + " connections", Number(ours), Number(sketch)});
    report.json()["storage"][std::to_string(clients)] = {{"tipline_turns_per_second", ours},
                                                         {"get_set_per_second", sketch}};
  }
  return true;
}

const RegisterMeasurement kRegistered({15, "storage", "what Redis alone can do", Run});

}  // namespace
}  // namespace tipline::bench
