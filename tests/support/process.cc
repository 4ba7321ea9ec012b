#include "tests/support/process.h"

#include <cstdio>
#include <cstdlib>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tipline::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::abort();
}

[[noreturn]] void Exec(const std::vector<std::string>& argv,
                       const std::map<std::string, std::string>& env, const std::string& cwd) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that dies takes its servers along
  for (const auto& [name, value] : env)
    ::setenv(name.c_str(), value.c_str(), 1);
  if (!cwd.empty() && ::chdir(cwd.c_str()) != 0) ::_exit(126);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  std::vector<char*> raw;
  raw.reserve(argv.size() + 1);
  for (const auto& a : argv)
    raw.push_back(const_cast<char*>(a.c_str()));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  raw.push_back(nullptr);
  ::execvp(raw[0], raw.data());
  ::_exit(127);
}

int ExitCode(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void Feed(int fd, const std::string& input) {
  size_t at = 0;
  while (at < input.size()) {
    const ssize_t n = ::write(fd, input.data() + at, input.size() - at);
    if (n <= 0) break;
    at += static_cast<size_t>(n);
  }
  ::close(fd);
}

// Reads both pipes until they are closed or the time is over.
bool Drain(int out_fd, int err_fd, Finished& result, milliseconds limit) {
  const auto end = steady_clock::now() + limit;
  pollfd fds[2] = {{out_fd, POLLIN, 0}, {err_fd, POLLIN, 0}};
  std::string* sinks[2] = {&result.out, &result.err};
  while (fds[0].fd >= 0 || fds[1].fd >= 0) {
    const auto left = std::chrono::duration_cast<milliseconds>(end - steady_clock::now()).count();
    if (left <= 0 || ::poll(fds, 2, static_cast<int>(left)) <= 0) return false;
    for (int i = 0; i < 2; ++i) {
      if (fds[i].fd < 0 || fds[i].revents == 0) continue;
      char buffer[4096];
      const ssize_t n = ::read(fds[i].fd, buffer, sizeof buffer);
      if (n > 0) sinks[i]->append(buffer, static_cast<size_t>(n));
      if (n <= 0) fds[i].fd = -1;
    }
  }
  return true;
}

}  // namespace

std::unique_ptr<Process> Process::Start(const ProcessOptions& options) {
  const std::string output = options.output.empty() ? "/dev/null" : options.output;
  const pid_t pid = ::fork();
  if (pid < 0) Die("fork");
  if (pid == 0) {
    const int out = options.output_fd >= 0
                        ? options.output_fd
                        : ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int in = options.stdin_fd >= 0 ? options.stdin_fd : ::open("/dev/null", O_RDONLY);
    ::dup2(in, 0);
    ::dup2(out, 1);
    ::dup2(out, 2);
    Exec(options.argv, options.env, options.cwd);
  }
  return std::unique_ptr<Process>(new Process(pid));
}

Process::~Process() {
  Kill();
}

bool Process::running() {
  return Wait(milliseconds(0)) == -1;
}

void Process::Signal(int signal) const {
  if (!waited_) ::kill(pid_, signal);
}

int Process::Wait(milliseconds limit) {
  if (waited_) return ExitCode(status_);
  const auto end = steady_clock::now() + limit;
  while (true) {
    if (::waitpid(pid_, &status_, WNOHANG) == pid_) {
      waited_ = true;
      return ExitCode(status_);
    }
    if (steady_clock::now() >= end) return -1;
    std::this_thread::sleep_for(milliseconds(2));
  }
}

int Process::Stop(milliseconds limit) {
  Signal(SIGTERM);
  const int code = Wait(limit);
  if (code != -1) return code;
  Kill();
  return ExitCode(status_);
}

void Process::Kill() {
  if (waited_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, &status_, 0);
  waited_ = true;
}

Finished RunProgram(const std::vector<std::string>& argv, const std::string& input,
                    const std::map<std::string, std::string>& env, milliseconds limit) {
  ::signal(SIGPIPE, SIG_IGN);
  int in[2];
  int out[2];
  int err[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0)
    Die("pipe");
  const pid_t pid = ::fork();
  if (pid < 0) Die("fork");
  if (pid == 0) {
    ::dup2(in[0], 0);
    ::dup2(out[1], 1);
    ::dup2(err[1], 2);
    Exec(argv, env, "");
  }
  for (const int fd : {in[0], out[1], err[1]})
    ::close(fd);
  std::thread feeder(Feed, in[1], input);
  Finished result;
  const bool ended = Drain(out[0], err[0], result, limit);
  if (!ended) ::kill(pid, SIGKILL);
  int status = 0;
  ::waitpid(pid, &status, 0);
  feeder.join();
  ::close(out[0]);
  ::close(err[0]);
  result.code = ExitCode(status);
  return result;
}

bool Eventually(const std::function<bool()>& ready, milliseconds limit) {
  const auto end = steady_clock::now() + limit;
  while (true) {
    if (ready()) return true;
    if (steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(milliseconds(5));
  }
}

int FreePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* raw =
      reinterpret_cast<sockaddr*>(&address);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
  if (fd < 0 || ::bind(fd, raw, size) != 0 || ::getsockname(fd, raw, &size) != 0) Die("free port");
  ::close(fd);
  return ntohs(address.sin_port);
}

}  // namespace tipline::testing
