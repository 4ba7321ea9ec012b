#include "workers/cli/graphviz.h"

#include <cerrno>
#include <cstdio>
#include <memory>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to us

namespace tipline::cli {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { (void)std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

constexpr size_t kBuffer = 65536;
constexpr int kNotStarted = 127;  // of a child that could not become the program

// Files and no pipes: whichever side is slow, nobody waits for the other.
File Temporary() {
  return File(std::tmpfile());
}

Result<int> RunDot(const std::string& program, int in, int out) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  std::string name = program, option = "-Tsvg";
  char* arguments[] = {name.data(), option.data(), nullptr};  // NOLINT(*-avoid-c-arrays)
  pid_t child = 0;
  const int failed = posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed == ENOENT)
    return NotFound(
        "dot is not installed; Debian: apt-get install graphviz. --format dot needs none");
  if (failed != 0) return Internal("dot does not start: errno " + std::to_string(failed));
  int state = 0;
  while (waitpid(child, &state, 0) < 0)
    if (errno != EINTR) return Internal("dot: no exit code");
  return WIFEXITED(state) ? WEXITSTATUS(state) : kNotStarted;
}

std::string Contents(std::FILE* file) {
  std::rewind(file);
  std::string text, buffer(kBuffer, '\0');
  while (const size_t size = std::fread(buffer.data(), 1, buffer.size(), file))
    text.append(buffer, 0, size);
  return text;
}

}  // namespace

Result<std::string> DotToSvg(const std::string& graph, const std::string& program) {
  const File in = Temporary(), out = Temporary();
  if (!in || !out) return Unavailable("no temporary file");
  if (std::fwrite(graph.data(), 1, graph.size(), in.get()) != graph.size() ||
      std::fflush(in.get()) != 0)
    return Unavailable("a temporary file cannot be written");
  std::rewind(in.get());
  TRY_ASSIGN(const int code, RunDot(program, fileno(in.get()), fileno(out.get())));
  if (code != 0) return Internal("dot ended with exit code " + std::to_string(code));
  return Contents(out.get());
}

}  // namespace tipline::cli
