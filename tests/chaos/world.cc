#include "tests/chaos/world.h"

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <thread>

#include "tests/system/wire.h"

namespace tipline::chaos {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::PostgresServer;
using testing::System;

constexpr milliseconds kStartAgain{300};  // a service manager's pause
constexpr int kAofMegabytes = 384;        // with room for a rewrite
constexpr int kSpoolMegabytes = 24;
constexpr int kSqliteMegabytes = 192;
constexpr Service kAll[] = {Service::kRedis, Service::kPostgres, Service::kWorker,
                            Service::kConsole, Service::kGateway};

volatile std::sig_atomic_t interrupted = 0;
void OnInterrupt(int /*signal*/) {
  interrupted = 1;
}

bool Made(const std::string& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  fs::permissions(folder, fs::perms::owner_all, failure);
  return !failure;
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace

bool Interrupted() {
  return interrupted != 0;
}

void CatchInterrupts() {
  std::signal(SIGINT, OnInterrupt);
  std::signal(SIGTERM, OnInterrupt);
  std::signal(SIGHUP, OnInterrupt);
  std::signal(SIGPIPE, SIG_IGN);
}

World::World(const WorldOptions& options)
    : options_(options),
      clock_(options.dir + "/clock"),
      aof_disk_(options.dir + "/redis"),
      spool_disk_(options.dir + "/state/spool"),
      sql_disk_(options.dir + "/sql") {}

World::~World() {
  system_.reset();  // before what it is connected to
  sql_proxy_.reset();
  for (const Disk* disk : {&aof_disk_, &spool_disk_, &sql_disk_})
    if (options_.disks) disk->Unmount();
}

std::unique_ptr<World> World::Start(const WorldOptions& options) {
  std::unique_ptr<World> world(new World(options));
  if (!world->Prepare()) return nullptr;
  return world;
}

void World::StartSql() {
  if (options_.sql == Sql::kSqlite) {
    sql_url_ = program_sql_url_ = "sqlite:" + sql_dir() + "/tipline.db";
    return;
  }
  postgres_ = PostgresServer::Start();
  sql_url_ = postgres_->NewDatabase();
  program_sql_url_ = Replaced(sql_url_, "host=" + postgres_->dir(), "host=" + sql_dir());
  const std::string name = "/.s.PGSQL.5432";
  sql_proxy_ = std::make_unique<Proxy>(sql_dir() + name, postgres_->dir() + name);
}

bool World::Prepare() {
  const std::string& dir = options_.dir;
  for (const char* folder : {"/redis", "/state/log", "/state/spool", "/sql", "/proxy"})
    if (!Made(dir + folder)) return false;
  if (options_.disks)
    for (const auto& [folder, megabytes] : {std::pair(dir + "/redis", kAofMegabytes),
                                            std::pair(dir + "/state/spool", kSpoolMegabytes),
                                            std::pair(dir + "/sql", kSqliteMegabytes)})
      if (const Status mounted = Disk::Mount(folder, megabytes); !mounted) {
        std::cerr << "chaos: " << mounted.error().message << "\n";
        return false;
      }
  StartSql();
  outbox_ = std::make_unique<Outbox>([this] { return now_ms(); });
  const std::string socket = dir + "/proxy/redis";
  redis_proxy_ = std::make_unique<Proxy>(socket, dir + "/redis/s");
  testing::SystemOptions options;
  options.api_urls = outbox_->urls();
  options.sql = program_sql_url_;
  options.home = dir + "/state";
  options.redis.dir = dir + "/redis";
  options.redis_socket = socket;
  if (options_.clock) options.environment = options.redis.env = clock_.Environment();
  system_ = System::Start(options);
  if (system_ == nullptr) return false;
  system_->LaunchConsole();
  StartTime();
  return Await([this] { return AllReady(); }, std::chrono::seconds(60));
}

bool World::Has(Service service) const {
  return service != Service::kPostgres || postgres_ != nullptr;
}

bool World::Running(Service service) {
  switch (service) {
    case Service::kGateway:
      return system_->gateway().running();
    case Service::kWorker:
      return system_->worker().running();
    case Service::kConsole:
      return system_->console().running();
    case Service::kRedis:
      return system_->redis().running();
    case Service::kPostgres:
      return postgres_->running();
  }
  return false;
}

void World::Launch(Service service) {
  switch (service) {
    case Service::kGateway:
      return system_->StartGateway();
    case Service::kWorker:
      return system_->StartWorker();
    case Service::kConsole:
      return system_->LaunchConsole();
    case Service::kRedis:
      return system_->redis().Launch();
    case Service::kPostgres:
      return postgres_->Launch();
  }
}

void World::Kill(Service service) {
  switch (service) {
    case Service::kGateway:
      return system_->gateway().Kill();
    case Service::kWorker:
      return system_->worker().Kill();
    case Service::kConsole:
      return system_->console().Kill();
    case Service::kRedis:
      return system_->redis().Kill();
    case Service::kPostgres:
      return postgres_->Kill();
  }
}

void World::Hold(Service service) {
  ++watched_[service].held;
}

void World::Release(Service service) {
  --watched_[service].held;
}

void World::Supervise() {
  for (const Service service : kAll) {
    Watched& watched = watched_[service];
    if (!Has(service) || watched.held > 0 || steady_clock::now() < watched.next) continue;
    if (Running(service)) continue;
    Launch(service);
    watched.next = steady_clock::now() + kStartAgain;
  }
}

bool World::AllReady() {
  for (const Service service : kAll)
    if (Has(service) && !Running(service)) return false;
  return system_->GatewayReady() &&
         testing::Wire(system_->console_port()).Get("/readyz").status == 200;
}

bool World::Await(const std::function<bool()>& done, milliseconds limit) {
  const auto end = steady_clock::now() + limit;
  while (!Interrupted()) {
    Supervise();
    if (done()) return true;
    if (steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(milliseconds(10));  // between two looks
  }
  return false;
}

long long World::now_ms() const {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - began_).count();
}

void World::ExcuseSends(Ms before, Ms after) {
  excuses_.push_back({now_ms() - before.count(), now_ms() + after.count()});
}

// File by file: there are sockets, too, and a program may still be at work.
void World::KeepDisks() const {
  if (!options_.disks) return;
  std::error_code none;
  for (const char* name : {"redis", "state/spool", "sql"}) {
    const fs::path from = options_.dir + "/" + name;
    for (const auto& entry : fs::recursive_directory_iterator(from, none)) {
      if (!entry.is_regular_file(none)) continue;
      const fs::path to =
          options_.dir + "/kept/" + name + "/" + fs::relative(entry.path(), from, none).string();
      fs::create_directories(to.parent_path(), none);
      fs::copy_file(entry.path(), to, fs::copy_options::overwrite_existing, none);
    }
  }
}

}  // namespace tipline::chaos
