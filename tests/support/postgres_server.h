// A private PostgreSQL cluster for a test: on a unix socket in its own temporary folder, ended and
// removed with the object (or with the test program, however that ends). As root it runs as the
// user `postgres`, which PostgreSQL insists on.
#pragma once

#include <memory>
#include <string>

#include "tests/support/process.h"

namespace tipline::testing {

class PostgresServer {
 public:
  static std::unique_ptr<PostgresServer> Start();  // aborts the test program if it cannot
  // One for all tests of this program, started when it is first asked for.
  static PostgresServer& Shared();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // "postgresql:host=... dbname=..." of a fresh, empty database.
  std::string NewDatabase();
  // Breaks every connection, as a restart of the server does.
  void Restart();
  void Kill();    // SIGKILL: a crash
  void Launch();  // after Kill; does not wait, and may fail while its old children still end
  bool running() { return process_->running(); }
  const std::string& dir() const { return dir_; }

 private:
  PostgresServer() = default;
  void Run();
  void End();
  std::string dir_;
  std::unique_ptr<Process> process_;
  int databases_ = 0;
};

}  // namespace tipline::testing
