#include "tests/bench/subject.h"

#include <iostream>
#include <utility>

#include "tests/support/process.h"
#include "tests/support/redis_server.h"
#include "tests/system/wire.h"

namespace tipline::bench {
namespace {

using testing::Process;
using testing::RedisServer;

const std::string kBench = std::string(TIPLINE_BIN_DIR) + "/bench/";
const std::string kPeer = std::string(TIPLINE_SOURCE_DIR) + "/tests/bench/peers/ussd-menu-builder";
constexpr int kBlockingThreads = 32;

// A server of ours or of others: PORT and, if it has one, the socket of a Redis of its own in its
// arguments.
class Server final : public Subject {
 public:
  static std::unique_ptr<Server> Start(
      bool redis, const std::function<std::vector<std::string>(const std::string& port,
                                                               const std::string& socket)>& argv) {
    auto server = std::make_unique<Server>();
    if (redis) server->redis_ = RedisServer::Start();
    server->port_ = testing::FreePort();
    testing::ProcessOptions options;
    options.argv = argv(std::to_string(server->port_), redis ? server->redis_->socket() : "");
    options.env = {{"NODE_ENV", "production"}};
    server->process_ = Process::Start(options);
    const bool up = testing::Eventually(
        [&] { return !server->process_->running() || testing::Wire(server->port_).Connect(); });
    if (up && server->process_->running()) return server;
    std::cerr << "does not start: " << options.argv[0] << "\n";
    return nullptr;
  }
  int port() const override { return port_; }
  pid_t server() const override { return process_->pid(); }
  std::vector<pid_t> pids() const override {
    std::vector<pid_t> all{process_->pid()};
    if (redis_) all.push_back(redis_->pid());
    return all;
  }

 private:
  int port_ = 0;
  std::unique_ptr<RedisServer> redis_;
  std::unique_ptr<Process> process_;
};

std::unique_ptr<Subject> With(const Walk& walk, bool check, std::unique_ptr<Subject> subject) {
  if (!subject) return nullptr;
  subject->walk = walk;
  subject->check_words = check;
  return subject;
}

std::unique_ptr<Subject> Peer(const Walks& walks, const std::string& workers) {
  return With(walks.peer, true, Server::Start(true, [&](const auto& port, const auto& socket) {
                return std::vector<std::string>{"node", kPeer + "/server.js", port,
                                                socket, "--workers",          workers};
              }));
}

}  // namespace

std::unique_ptr<TiplineSubject> TiplineSubject::Start(const Walks& walks,
                                                      const testing::SystemOptions& options) {
  auto subject = std::make_unique<TiplineSubject>();
  subject->system_ = testing::System::Start(options);
  if (!subject->system_) return nullptr;
  if (options.worker) subject->system_->worker().Stop();
  subject->target = "/hooks/africastalking/ussd/sandbox-africastalking-path-token";
  subject->walk = walks.tipline;
  subject->check_words = true;
  return subject;
}

std::vector<pid_t> TiplineSubject::pids() const {
  return {system_->gateway().pid(), system_->redis().pid()};
}

pid_t TiplineSubject::server() const {
  return system_->gateway().pid();
}

const std::vector<SubjectKind>& SubjectKinds() {
  static const std::vector<SubjectKind> kinds = {
      {"Tipline gateway, full work", "tipline",
       [](const Walks& walks) { return TiplineSubject::Start(walks); }},
      {"worker-loop sketch (GET + SET, 1 Redis connection)", "sketch",
       [](const Walks& walks) {
         return With(walks.tipline, false, Server::Start(true, [](const auto& port, const auto& s) {
                       return std::vector<std::string>{kBench + "worker_loop", port, "2", s};
                     }));
       }},
      {"bare Pistache, a constant", "bare",
       [](const Walks& walks) {
         return With(walks.tipline, false, Server::Start(false, [](const auto& port, const auto&) {
                       return std::vector<std::string>{kBench + "bare_pistache", port, "2"};
                     }));
       }},
      {"Pistache, a blocking Redis each thread", "blocking",
       [](const Walks& walks) {
         return With(walks.tipline, false, Server::Start(true, [](const auto& port, const auto& s) {
                       return std::vector<std::string>{kBench + "blocking_pistache", port,
                                                       std::to_string(kBlockingThreads), s};
                     }));
       }},
      {"ussd-menu-builder + Express + Redis", "menu-builder",
       [](const Walks& walks) { return Peer(walks, "1"); }},
      {"ussd-menu-builder, two processes", "menu-builder-2",
       [](const Walks& walks) { return Peer(walks, "2"); }},
  };
  return kinds;
}

}  // namespace tipline::bench
