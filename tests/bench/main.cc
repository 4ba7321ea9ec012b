// tipline-bench: measures Tipline beside its limits and what a user would pick instead; ops/bench
// installs, builds and calls it.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <sys/resource.h>

#include "gateway/base/crypto.h"
#include "tests/bench/cpu.h"
#include "tests/bench/measure.h"

namespace tipline::bench {

std::vector<Measurement>& Measurements() {
  static std::vector<Measurement> all;
  return all;
}

namespace {

constexpr int kWrongUse = 2;
constexpr int kUnreachable = 3;

struct Arguments {
  Options options;
  std::vector<std::string> only;
  std::string json_file;
  bool list = false;
};

void AddOptions(CLI::App& cli, Arguments& arguments) {
  Options& options = arguments.options;
  options.folder = "build/bench";
  cli.add_option("--json", arguments.json_file, "also write the figures to this file");
  cli.add_option("--folder", options.folder, "where report.html and its pictures go")
      ->capture_default_str();
  cli.add_option("--rounds", options.rounds, "alternating rounds of each row")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  cli.add_option("--seconds", options.seconds, "of one round")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 600.0));
  cli.add_option("--connections", options.connections, "rows, e.g. 16,64")->delimiter(',');
  cli.add_option("--subjects", options.subjects, "beside tipline, e.g. sketch,bare")
      ->delimiter(',');
  cli.add_flag("--list", arguments.list, "names the measurements and leaves");
  cli.add_flag("--quick", options.quick, "a tenth of the sizes: to see that it works");
  std::vector<std::string> names;
  std::string help = "these measurements only:";
  for (const Measurement& one : Measurements()) {
    names.emplace_back(one.name);
    help += std::string("\n") + one.name + ": " + one.what;
  }
  cli.add_option("--only", arguments.only, help)->delimiter(',')->check(CLI::IsMember(names));
}

// Thousands of connections on both sides.
void AllowFiles() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

int Measure(Arguments& arguments) {
  const std::string source = TIPLINE_SOURCE_DIR;
  auto ours = ReadWalk(source + "/tests/bench/walk.json");
  auto peers = ReadWalk(source + "/tests/bench/peers/ussd-menu-builder/walk.json");
  if (!ours || !peers) {
    std::fprintf(stderr, "%s\n", (ours ? peers : ours).error().message.c_str());
    return kWrongUse;
  }
  arguments.options.walks = {*ours, *peers};
  std::filesystem::create_directories(arguments.options.folder);
  Report report;
  bool good = true;
  for (const Measurement& one : Measurements()) {
    const auto& only = arguments.only;
    const bool wanted =
        only.empty() ? one.by_default : std::count(only.begin(), only.end(), one.name) > 0;
    if (!wanted) continue;
    std::fprintf(stderr, "== %s\n", one.what);
    if (one.run(arguments.options, report)) continue;
    std::fprintf(stderr, "%s could not be measured\n", one.name);
    good = false;
  }
  report.PrintPromises();
  if (!report.Write(arguments.options.folder, arguments.json_file)) return kUnreachable;
  std::printf("\n%s/report.html has all of it with pictures\n", arguments.options.folder.c_str());
  return good ? 0 : kUnreachable;
}

}  // namespace
}  // namespace tipline::bench

int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape): a defect ends the program
  using namespace tipline::bench;
  std::signal(SIGPIPE, SIG_IGN);
  std::sort(Measurements().begin(), Measurements().end(),
            [](const Measurement& a, const Measurement& b) { return a.place < b.place; });
  Arguments arguments;
  CLI::App cli("Measures Tipline beside its limits and what a user would pick instead.",
               "tipline-bench");
  AddOptions(cli, arguments);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? 0 : kWrongUse;
  }
  if (arguments.list) {
    for (const Measurement& one : Measurements())
      std::printf("%-10s %s\n", one.name, one.what);
    return 0;
  }
  std::signal(SIGINT, SIG_DFL);  // a shell starts background programs without it
  AllowFiles();
  if (!tipline::InitCrypto()) return kUnreachable;
  return Measure(arguments);
}
