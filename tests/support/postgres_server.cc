#include "tests/support/postgres_server.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include <pwd.h>
#include <unistd.h>

namespace tipline::testing {
namespace {

constexpr auto kLimit = std::chrono::seconds(60);

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "PostgreSQL for the test: %s\n", what.c_str());
  std::abort();
}

// The newest installed version's folder of programs: they are not in PATH on Debian.
std::string Programs() {
  std::string best;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", none)) {
    const std::string bin = entry.path().string() + "/bin";
    if (std::filesystem::exists(bin + "/initdb") && bin > best) best = bin;
  }
  if (best.empty()) Die("not installed");
  return best;
}

// exec, not a supervisor: the pid that is started is the server's own, and it dies with the test
// program.
std::vector<std::string> AsServerUser(std::vector<std::string> argv) {
  std::vector<std::string> all = {"setpriv"};
  if (::geteuid() == 0)
    all.insert(all.end(), {"--reuid=postgres", "--regid=postgres", "--clear-groups"});
  all.insert(all.end(), {"--pdeathsig", "INT", "--"});
  all.insert(all.end(), argv.begin(), argv.end());
  return all;
}

}  // namespace

std::unique_ptr<PostgresServer> PostgresServer::Start() {
  std::unique_ptr<PostgresServer> server(new PostgresServer());
  std::string dir = std::filesystem::temp_directory_path().string() + "/tipline-pg-XXXXXX";
  if (::mkdtemp(dir.data()) == nullptr) Die("no temporary folder");
  server->dir_ = dir;
  if (::geteuid() == 0) {
    const passwd* user = ::getpwnam("postgres");
    if (user == nullptr || ::chown(dir.c_str(), user->pw_uid, user->pw_gid) != 0)
      Die("no user postgres");
  }
  const Finished made =
      RunProgram(AsServerUser({Programs() + "/initdb", "-D", dir + "/data", "-U", "tipline", "-A",
                               "trust", "-E", "UTF8", "--locale=C", "--no-sync"}));
  if (made.code != 0) Die("initdb failed: " + made.err);
  server->Run();
  return server;
}

PostgresServer& PostgresServer::Shared() {
  static const std::unique_ptr<PostgresServer> server = Start();
  return *server;
}

void PostgresServer::Launch() {
  ProcessOptions options;
  // Not durable on purpose: a test's cluster is thrown away.
  options.argv = AsServerUser({Programs() + "/postgres", "-D", dir_ + "/data", "-k", dir_, "-c",
                               "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off",
                               "-c", "shared_buffers=16MB", "-c", "max_connections=60"});
  options.output = dir_ + "/log";
  process_ = Process::Start(options);
}

void PostgresServer::Run() {
  Launch();
  const bool ready = Eventually(
      [&] {
        return RunProgram({Programs() + "/pg_isready", "-q", "-h", dir_, "-U", "tipline", "-d",
                           "postgres"})
                   .code == 0;
      },
      kLimit);
  if (!ready) Die("did not start");
}

void PostgresServer::End() {
  process_->Signal(SIGINT);  // fast shutdown; SIGTERM would wait for clients
  if (process_->Wait(kLimit) < 0) process_->Kill();
}

void PostgresServer::Kill() {
  process_->Kill();
}

void PostgresServer::Restart() {
  End();
  Run();
}

PostgresServer::~PostgresServer() {
  if (process_) End();
  std::error_code none;
  std::filesystem::remove_all(dir_, none);
}

std::string PostgresServer::NewDatabase() {
  const std::string name = "t" + std::to_string(++databases_);
  const Finished made = RunProgram({Programs() + "/createdb", "-h", dir_, "-U", "tipline", name});
  if (made.code != 0) Die("createdb failed: " + made.err);
  return "postgresql:host=" + dir_ + " user=tipline dbname=" + name;
}

}  // namespace tipline::testing
