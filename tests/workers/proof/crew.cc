#include "tests/workers/proof/crew.h"

#include <filesystem>
#include <fstream>
#include <utility>

namespace tipline::proof {
namespace {

size_t At(int which) {
  return static_cast<size_t>(which);
}

// The value of a field of a log line; empty: none.
std::string Field(const std::string& line, const std::string& name) {
  const size_t at = line.find(" " + name + "=");
  if (at == std::string::npos) return "";
  const size_t from = at + name.size() + 2;
  return line.substr(from, line.find(' ', from) - from);
}

}  // namespace

Crew::Crew(const WorkerPlan& plan, std::string dir) : dir_(std::move(dir)) {
  std::ofstream(dir_ + "/plan.json") << ToText(plan);
}

std::string Crew::LogOf(int which) const {
  return dir_ + "/worker" + std::to_string(which) + ".log";
}

void Crew::Start(int which) {
  testing::ProcessOptions options;
  const int number = ++starts_;
  options.argv = {std::filesystem::read_symlink("/proc/self/exe").string(),
                  "--work",
                  dir_ + "/plan.json",
                  "--name",
                  "proof" + std::to_string(which),
                  "--number",
                  std::to_string(number)};
  options.output = LogOf(which);
  numbers_.at(At(which)) = number;
  processes_.at(At(which)) = testing::Process::Start(options);
}

bool Crew::Stop(int which) {
  const std::string ready = ReadyFile(dir_ + "/plan.json", numbers_.at(At(which)));
  testing::Eventually([&] { return std::filesystem::exists(ready) || !running(which); });
  return processes_.at(At(which))->Stop() == 0;
}

Status Crew::Kill(int which, store::Database& database) {
  processes_.at(At(which))->Kill();
  Death death;
  death.at = std::chrono::system_clock::now();
  const Status read = database.Read([&](soci::session& sql) -> Status {
    std::string id;
    soci::statement rows =
        (sql.prepare << "SELECT id FROM outbound WHERE state = 'sending'", soci::into(id));
    rows.execute();
    while (rows.fetch())
      death.left.insert(id);
    return Unit{};
  });
  deaths_[numbers_.at(At(which))] = std::move(death);
  return read;
}

std::map<std::string, int> Crew::Timeouts() const {
  std::map<std::string, int> out;
  for (int which = 0; which < kCrew; ++which) {
    std::ifstream log(LogOf(which));
    for (std::string line; std::getline(log, line);)
      if (Field(line, "event") == "send_unsure" && Field(line, "reason") == "timeout")
        ++out[Field(line, "id")];
  }
  return out;
}

}  // namespace tipline::proof
