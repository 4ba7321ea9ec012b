#include "tests/system/system.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

#include "tests/support/temp_dir.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

const std::string kSource = TIPLINE_SOURCE_DIR;
const std::string kBin = TIPLINE_BIN_DIR;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// config/sandbox.json with this test's sockets, addresses and store.
void WriteConfig(const std::string& file, const std::string& redis_socket, int worker_metrics_port,
                 const SystemOptions& options) {
  json config = json::parse(ReadFile(kSource + "/config/sandbox.json"));
  config["redis"]["socket"] = redis_socket;
  config["worker"]["metrics_port"] = worker_metrics_port;
  config["secrets_file"] = kSource + "/config/sandbox.secrets.json";
  config["flows_dir"] = kSource + "/config/flows";
  config["triage_dir"] = kSource + "/config/triage";
  config["dialects_dir"] = kSource + "/config/dialects";
  if (!options.sql.empty()) config["sql"] = options.sql;
  if (options.config.is_object()) config.merge_patch(options.config);
  for (const auto& [channel, url] : options.api_urls)
    config["channels"][channel]["api_url"] = url;
  std::ofstream(file) << config.dump(2);
}

bool Report(const char* what, const Finished& done) {
  if (done.code == 0) return true;
  std::cerr << what << ": exit " << done.code << "\n" << done.out << done.err << "\n";
  return false;
}

}  // namespace

std::unique_ptr<System> System::Start(const SystemOptions& options) {
  auto system = std::unique_ptr<System>(new System);
  system->dir_ = std::make_unique<TempDir>();
  system->home_ = options.home.empty() ? system->dir_->path() + "/home" : options.home;
  system->environment_ = options.environment;
  fs::create_directories(system->home_ + "/log");
  fs::permissions(system->home_, fs::perms::owner_all);
  system->config_ = system->home_ + "/tipline.json";
  RedisServerOptions redis = options.redis;
  redis.acl = true;
  system->redis_ = RedisServer::Start(redis);
  system->gateway_under_ = options.gateway_under;
  system->gateway_port_ = FreePort();
  system->console_port_ = FreePort();
  const std::string secrets = system->home_ + "/secrets.json";
  json inside = json::parse(RedisServer::AclSecrets());
  if (options.secrets.is_object()) inside.update(options.secrets);
  std::ofstream(secrets) << inside;
  fs::permissions(secrets, fs::perms::owner_read | fs::perms::owner_write);
  if (options.worker_metrics) system->worker_metrics_port_ = FreePort();
  const std::string& socket =
      options.redis_socket.empty() ? system->redis_->socket() : options.redis_socket;
  WriteConfig(system->config_, socket, system->worker_metrics_port_, options);
  if (!Report("keys", system->Tipline({"keys", "generate"}))) return nullptr;
  if (!Report("publish", system->Tipline({"flow", "publish"}))) return nullptr;
  const std::string directory =
      options.directory.empty() ? kSource + "/config/directory/sandbox.json" : options.directory;
  if (!Report("directory", system->Tipline({"directory", "import", directory}))) return nullptr;
  system->StartGateway();
  if (options.worker) system->StartWorker();
  if (!Eventually([&] { return system->GatewayReady(); }, std::chrono::seconds(30))) {
    std::cerr << "gateway is not ready\n" << ReadFile(system->home_ + "/log/gateway.log");
    return nullptr;
  }
  return system;
}

System::~System() {
  if (gateway_) gateway_->Stop();
  if (worker_) worker_->Stop();
  if (console_) console_->Stop();
}

std::map<std::string, std::string> System::Environment() const {
  return {{"TIPLINE_HOME", home_},
          {"TIPLINE_GATEWAY_PORT", std::to_string(gateway_port_)},
          {"TIPLINE_CONSOLE_PORT", std::to_string(console_port_)}};
}

std::map<std::string, std::string> System::ProgramEnvironment() const {
  auto all = Environment();
  all.insert(environment_.begin(), environment_.end());
  return all;
}

void System::StartGateway() {
  std::vector<std::string> argv = gateway_under_;
  argv.insert(argv.end(), {kBin + "/tipline-gateway", "--config", config_});
  gateway_ = Process::Start({argv, ProgramEnvironment(), home_ + "/log/gateway.log", "", -1, -1});
}

void System::StartWorker() {
  worker_ = Process::Start({{kBin + "/tipline-worker", "--config", config_},
                            ProgramEnvironment(),
                            home_ + "/log/worker.log",
                            "",
                            -1,
                            -1});
}

void System::LaunchConsole() {
  const std::string page = dir_->path() + "/page";
  fs::create_directories(page);
  std::ofstream(page + "/index.html") << "<!doctype html><title>Desk</title>";
  console_ = Process::Start({{kBin + "/tipline-console", "--config", config_, "--web", page},
                             ProgramEnvironment(),
                             home_ + "/log/console.log",
                             "",
                             -1,
                             -1});
}

bool System::StartConsole() {
  LaunchConsole();
  return Eventually([this] { return Wire(console_port_).Get("/readyz").status == 200; });
}

bool System::GatewayReady() const {
  return Wire(gateway_port_).Get("/readyz").status == 200;
}

Finished System::Tipline(std::vector<std::string> args, const std::string& input) const {
  std::vector<std::string> argv = {kBin + "/tipline", "--config", config_};
  argv.insert(argv.end(), std::make_move_iterator(args.begin()),
              std::make_move_iterator(args.end()));
  return RunProgram(argv, input, Environment());
}

size_t System::CaseCount() const {
  return Cases().size();
}

json System::Cases() const {
  const Finished done = Tipline({"--json", "case", "list", "--all"});
  if (!Report("case list", done)) return json::array();
  return json::parse(done.out, nullptr, false);
}

std::string System::Log(const std::string& program) const {
  return ReadFile(home_ + "/log/" + program + ".log");
}

}  // namespace tipline::testing
