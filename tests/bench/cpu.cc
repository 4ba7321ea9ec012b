#include "tests/bench/cpu.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <sched.h>
#include <unistd.h>

namespace tipline::bench {
namespace {

std::string ReadProc(pid_t pid, const char* file) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/" + file);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Field `n` of /proc/PID/stat, counted from 1; the name in field 2 may hold spaces.
double StatField(pid_t pid, int n) {
  const std::string stat = ReadProc(pid, "stat");
  const size_t name = stat.rfind(')');
  if (name == std::string::npos) return 0;
  std::istringstream rest(stat.substr(name + 2));
  std::string field;
  for (int i = 3; i <= n; ++i)
    rest >> field;
  return std::strtod(field.c_str(), nullptr);
}

}  // namespace

std::vector<pid_t> WithChildren(const std::vector<pid_t>& pids) {
  std::vector<pid_t> all = pids;
  for (size_t i = 0; i < all.size(); ++i) {
    const std::string self = "task/" + std::to_string(all[i]) + "/children";
    std::istringstream children(ReadProc(all[i], self.c_str()));
    for (pid_t child = 0; children >> child;)
      all.push_back(child);
  }
  return all;
}

double CpuSeconds(const std::vector<pid_t>& pids) {
  double ticks = 0;
  for (const pid_t pid : pids)
    ticks += StatField(pid, 14) + StatField(pid, 15);
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double ResidentMiB(const std::vector<pid_t>& pids) {
  double pages = 0;
  for (const pid_t pid : pids)
    pages += StatField(pid, 24);
  return pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

OnLastCore::OnLastCore() {
  ::sched_getaffinity(0, sizeof before_, &before_);
  int last = 0;
  for (int core = 0; core < CPU_SETSIZE; ++core)
    if (CPU_ISSET(static_cast<unsigned>(core), &before_)) last = core;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<unsigned>(last), &one);
  ::sched_setaffinity(0, sizeof one, &one);
}

OnLastCore::~OnLastCore() {
  ::sched_setaffinity(0, sizeof before_, &before_);
}

}  // namespace tipline::bench
