// A child process of a test: started with arguments and environment, its output in a file, ended by
// its pid. Never by name.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

namespace tipline::testing {

struct ProcessOptions {
  std::vector<std::string> argv;           // argv[0]: path or a name looked up in PATH
  std::map<std::string, std::string> env;  // added to the environment
  std::string output;  // file for stdout and stderr (appended); empty: /dev/null
  std::string cwd;
  int stdin_fd = -1;   // taken over by the child as its input; -1: /dev/null
  int output_fd = -1;  // taken over as its output instead of `output`
};

class Process {
 public:
  static std::unique_ptr<Process> Start(
      const ProcessOptions& options);  // aborts the test program if it cannot
  ~Process();                          // SIGKILL if still running
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  bool running();
  void Signal(int signal) const;
  // SIGTERM, then waits; SIGKILL after `limit`. The exit status as a shell shows it (128 + signal).
  int Stop(std::chrono::milliseconds limit = std::chrono::seconds(20));
  void Kill();                                // SIGKILL, waited for
  int Wait(std::chrono::milliseconds limit);  // -1: still running

 private:
  explicit Process(pid_t pid) : pid_(pid) {}
  pid_t pid_;
  bool waited_ = false;
  int status_ = 0;
};

struct Finished {
  int code = -1;
  std::string out;
  std::string err;
};
// Runs to the end with `input` on stdin; stdout and stderr apart.
Finished RunProgram(const std::vector<std::string>& argv, const std::string& input = "",
                    const std::map<std::string, std::string>& env = {},
                    std::chrono::milliseconds limit = std::chrono::seconds(120));

// Waits until `ready` holds, looking every few milliseconds; false after `limit`.
bool Eventually(const std::function<bool()>& ready,
                std::chrono::milliseconds limit = std::chrono::seconds(60));

// A TCP port on 127.0.0.1 that was free a moment ago.
int FreePort();

}  // namespace tipline::testing
