// Where the gateway's time goes, by instructions: the walk under callgrind. Slow, so only when
// asked for (--only profile).
#include <filesystem>
#include <iostream>
#include <sstream>

#include "tests/bench/load.h"
#include "tests/bench/measure.h"
#include "tests/support/process.h"

namespace tipline::bench {
namespace {

constexpr uint64_t kSessions = 1000;
constexpr int kLines = 90;

bool Run(const Options& options, Report& report) {
  const std::string out = std::filesystem::absolute(options.folder).string() + "/callgrind.out";
  testing::SystemOptions system;
  system.gateway_under = {"valgrind", "--tool=callgrind", "--callgrind-out-file=" + out};
  auto subject = TiplineSubject::Start(options.walks, system);
  if (!subject) return false;
  Phones phones(subject->walk, subject->target, 20, 1);
  LoadOptions load;
  load.port = subject->port();
  load.connections = 16;
  load.warm_up = std::chrono::milliseconds(0);
  load.sessions = options.quick ? kSessions / 10 : kSessions;
  const LoadResult result = RunLoad(phones, load);
  subject->system().gateway().Stop(std::chrono::seconds(60));
  const auto shown = testing::RunProgram({"callgrind_annotate", "--inclusive=yes", out});
  if (shown.code != 0) {
    std::cerr << shown.err;
    return false;
  }
  report.Table("The gateway under callgrind, " + std::to_string(result.requests) + " requests",
               {"inclusive instructions, the program's start included"});
  std::istringstream lines(shown.out);
  std::string line;
  for (int n = 0; n < kLines && std::getline(lines, line); ++n)
    if (!line.empty()) report.Line({line});
  report.Say(out + " has all of it, for callgrind_annotate or kcachegrind");
  return true;
}

const RegisterMeasurement kRegistered({90, "profile",
                                       "where the gateway's instructions go (callgrind)", Run,
                                       false});

}  // namespace
}  // namespace tipline::bench
