// tipline-chaos: one campaign of a seed; ops/chaos builds and starts it. The last line of stdout is
// the verdict. Exit codes: 0 nothing lost, doubled or misdelivered; 1 something was; 2 wrong use;
// 3 it could not be carried out; 130 interrupted.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "tests/chaos/campaign.h"
#include "tests/chaos/clock_file.h"
#include "tests/chaos/disk.h"
#include "tests/chaos/world.h"

namespace tipline::chaos {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  uint64_t seed = 0;
  std::string sql;
  std::vector<std::string> faults;
  std::string json;
  bool brief = false, list = false, keep = false;
};

constexpr int kWrongUse = 2;
constexpr int kCannot = 3;
constexpr int kInterruptedCode = 130;

void LeaveOut(CampaignOptions& options) {
  if (const Status mounts = OwnMounts(); !mounts) {
    options.disks = false;
    options.plan.left_out.insert({"disk_full_aof", "disk_full_spool", "disk_full_sqlite"});
    std::cout << "left out: full disks (" << mounts.error().message << ")\n";
  }
  if (!ClockFile::Possible()) {
    options.clock = false;
    options.plan.left_out.insert({"clock_jump_forward", "clock_jump_back"});
    std::cout << "left out: jumps of the clock (not with a sanitizer)\n";
  }
}

std::string NewFolder() {
  const char* base = std::getenv("TMPDIR");
  std::string dir = std::string(base == nullptr || *base == '\0' ? "/tmp" : base) + "/tlc-XXXXXX";
  if (::mkdtemp(dir.data()) == nullptr) return {};
  fs::permissions(dir, fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  return dir;
}

void Report(const Arguments& arguments, const CampaignOptions& options, const Outcome& outcome) {
  constexpr size_t kMostFindings = 40;
  const auto& findings = outcome.verdict.findings;
  for (size_t i = 0; i < findings.size() && i < kMostFindings; ++i)
    std::cout << findings[i] << "\n";
  if (findings.size() > kMostFindings)
    std::cout << "... and " << findings.size() - kMostFindings << " more\n";
  if (outcome.ran && !outcome.interrupted)
    std::cout << "reconcile: " << (outcome.reconciled ? "ok" : "NOT ok") << ", "
              << ReconcilerCounts(outcome) << "\n";
  if (!arguments.json.empty())
    std::ofstream(arguments.json) << VerdictJson(arguments.seed, options, outcome) << "\n";
  if (!(outcome.good() || outcome.interrupted) || arguments.keep)
    std::cout << "state: " << options.dir << "\n";
  if (!outcome.good() && !outcome.interrupted)
    std::cout << "again: ops/chaos --seed " << arguments.seed
              << (options.plan.sql == Sql::kSqlite ? " --sql sqlite" : " --sql postgresql")
              << (arguments.brief ? " --short" : "") << "\n";
  std::cout << VerdictLine(arguments.seed, outcome) << std::endl;
}

int Run(const Arguments& arguments) {
  CampaignOptions options;
  options.keep = arguments.keep;
  options.plan.seed = arguments.seed;
  options.plan.brief = arguments.brief;
  options.plan.only = {arguments.faults.begin(), arguments.faults.end()};
  const bool postgres =
      arguments.sql.empty() ? arguments.seed % 2 == 0 : arguments.sql == "postgresql";
  options.plan.sql = postgres ? Sql::kPostgres : Sql::kSqlite;
  if (arguments.list) {
    for (const PlannedFault& fault : MakePlan(options.plan).faults)
      std::cout << Describe(fault) << "\n";
    return 0;
  }
  LeaveOut(options);
  CatchInterrupts();
  options.dir = NewFolder();
  if (options.dir.empty()) return kCannot;
  const Outcome outcome = RunCampaign(options);
  Report(arguments, options, outcome);
  std::error_code none;
  if ((outcome.good() || outcome.interrupted) && !arguments.keep) fs::remove_all(options.dir, none);
  if (outcome.interrupted) return kInterruptedCode;
  if (!outcome.ran) return kCannot;
  return outcome.good() ? 0 : 1;
}

}  // namespace
}  // namespace tipline::chaos

int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape): a defect ends the program
  using tipline::chaos::FindKind;
  CLI::App app{"A campaign of faults under load, and the books compared at its end."};
  tipline::chaos::Arguments arguments;
  arguments.seed = std::random_device{}() % 1'000'000;
  app.add_option("--seed", arguments.seed, "what happens, and when (default: by chance)");
  app.add_option("--sql", arguments.sql, "sqlite or postgresql (default: odd or even seed)")
      ->check(CLI::IsMember({"sqlite", "postgresql"}));
  app.add_option("--faults", arguments.faults, "only these, parted by commas")
      ->delimiter(',')
      ->check([](const std::string& name) {
        return FindKind(name) == nullptr ? "no such fault: " + name : std::string();
      });
  app.add_option("--json", arguments.json, "file for the verdict with all counts");
  app.add_flag("--short", arguments.brief, "about 30 seconds, with some of the faults");
  app.add_flag("--list", arguments.list, "print the plan of the seed and leave");
  app.add_flag("--keep", arguments.keep, "keep the state folder");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return e.get_exit_code() == 0 ? app.exit(e) : (app.exit(e), tipline::chaos::kWrongUse);
  }
  return tipline::chaos::Run(arguments);
}
