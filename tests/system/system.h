// The whole of Tipline for a test: real Redis with one ACL user per program, gateway, worker (and
// console) on free ports with a state folder of their own, built from config/sandbox.json; ended by
// pid.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/process.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_dir.h"

namespace tipline::testing {

struct SystemOptions {
  std::map<std::string, std::string> api_urls;  // channel -> where to send
  nlohmann::json config;                        // laid over config/sandbox.json (RFC 7386)
  nlohmann::json secrets;  // channel -> its secrets, over those of config/sandbox.secrets.json
  std::string sql;         // empty: SQLite in the state folder
  std::string directory;   // empty: config/directory/sandbox.json
  bool worker = true;
  bool worker_metrics = false;             // serves them on worker_metrics_port()
  std::vector<std::string> gateway_under;  // a program that runs the gateway: {"valgrind", ...}
  std::string home;                        // an existing folder that stays; empty: a temporary one
  RedisServerOptions redis;                // `acl` is always on
  std::string redis_socket;  // where the programs find Redis; empty: at the server itself
  std::map<std::string, std::string> environment;  // of the three programs, not of `tipline`
};

class System {
 public:
  // Keys, directory, published flow, then the programs; returns once the gateway is ready. Null if
  // anything failed (the reason is in the test's output).
  static std::unique_ptr<System> Start(const SystemOptions& options = {});
  ~System();
  System(const System&) = delete;
  System& operator=(const System&) = delete;

  int gateway_port() const { return gateway_port_; }
  int console_port() const { return console_port_; }
  int worker_metrics_port() const { return worker_metrics_port_; }
  const std::string& home() const { return home_; }
  const std::string& config() const { return config_; }
  RedisServer& redis() { return *redis_; }

  void StartGateway();
  void StartWorker();
  // Returns once it is ready; without the page, whose folder may not be built yet.
  bool StartConsole();
  void LaunchConsole();  // the same without waiting
  bool GatewayReady() const;
  Process& gateway() { return *gateway_; }
  Process& worker() { return *worker_; }
  Process& console() { return *console_; }

  // `tipline <args> --json`, parsed by the caller.
  Finished Tipline(std::vector<std::string> args, const std::string& input = "") const;
  // Number of cases in SQL, by `tipline case list --json`.
  size_t CaseCount() const;
  nlohmann::json Cases() const;
  std::string Log(const std::string& program) const;  // "gateway", "worker", "console"

 private:
  System() = default;
  std::map<std::string, std::string> Environment() const;

  std::map<std::string, std::string> ProgramEnvironment() const;

  std::map<std::string, std::string> environment_;
  std::unique_ptr<TempDir> dir_;
  std::string home_;
  std::string config_;
  int gateway_port_ = 0;
  int console_port_ = 0;
  int worker_metrics_port_ = 0;  // 0: none
  std::vector<std::string> gateway_under_;
  std::unique_ptr<RedisServer> redis_;
  std::unique_ptr<Process> gateway_, worker_, console_;
};

}  // namespace tipline::testing
