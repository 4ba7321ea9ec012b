#include "tests/support/redis_server.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tipline::testing {
namespace {

constexpr auto kLimit = std::chrono::seconds(60);

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "Redis for the test: %s\n", what.c_str());
  std::abort();
}

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) Die("cannot read " + path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void WriteAll(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

std::string Fill(std::string text, const std::string& token, const std::string& value) {
  for (size_t at = text.find(token); at != std::string::npos;
       at = text.find(token, at + value.size()))
    text.replace(at, token.size(), value);
  return text;
}

// Answers to anything but "I am loading": no client of ours, so that this file needs no library.
bool Answers(const std::string& socket) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket.c_str(), sizeof address.sun_path - 1);
  const timeval limit{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  std::string answer(64, '\0');
  const auto* raw = reinterpret_cast<const sockaddr*>(
      &address);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
  ssize_t n = -1;
  if (::connect(fd, raw, sizeof address) == 0 && ::send(fd, "PING\r\n", 6, MSG_NOSIGNAL) == 6)
    n = ::recv(fd, answer.data(), answer.size(), 0);
  ::close(fd);
  return n > 0 && answer.rfind("-LOADING", 0) != 0;
}

}  // namespace

std::unique_ptr<RedisServer> RedisServer::Start(const RedisServerOptions& options) {
  std::unique_ptr<RedisServer> server(new RedisServer());
  std::string dir = options.dir;
  server->ours_ = dir.empty();
  if (dir.empty()) dir = std::filesystem::temp_directory_path().string() + "/tl-redis-XXXXXX";
  if (server->ours_ && ::mkdtemp(dir.data()) == nullptr) Die("no temporary folder");
  server->dir_ = dir;
  server->env_ = options.env;
  server->socket_ = dir + "/s";
  server->acl_ = options.acl;
  const std::string source = std::string(TIPLINE_SOURCE_DIR) + "/ops/redis/";
  std::string config =
      Fill(Fill(ReadAll(source + "redis.conf"), "@DIR@", dir), "@SOCKET@", server->socket_);
  if (!options.acl) config = Fill(config, "aclfile " + dir + "/users.acl", "");
  for (const std::string& line : options.settings)
    config += line + "\n";
  WriteAll(dir + "/redis.conf", config);
  if (options.acl) {
    std::string users = ReadAll(source + "users.acl.in");
    for (const char* process : {"GATEWAY", "WORKER", "CONSOLE", "ADMIN"})
      users = Fill(users, std::string("@PASSWORD_") + process + "@", kAclPassword);
    WriteAll(dir + "/users.acl", users);
  }
  server->StartAgain();
  return server;
}

std::string RedisServer::AclSecrets() {
  std::string users;
  for (const char* process : {"gateway", "worker", "console", "admin"})
    users += (users.empty() ? "\"tl-" : ", \"tl-") + std::string(process) + "\": \"" +
             kAclPassword + "\"";
  return "{\"redis\": {" + users + "}}";
}

RedisServer::~RedisServer() {
  Kill();
  std::error_code none;
  if (ours_) std::filesystem::remove_all(dir_, none);
}

store::RedisOptions RedisServer::options(const std::string& user) const {
  store::RedisOptions options;
  options.socket = socket_;
  options.name = "test";
  if (!acl_) return options;
  options.user = user;
  options.password = user.empty() ? "" : kAclPassword;
  return options;
}

void RedisServer::Launch() {
  Kill();
  ProcessOptions options;
  options.argv = {"redis-server", dir_ + "/redis.conf"};
  options.env = env_;
  options.output = dir_ + "/output";
  process_ = Process::Start(options);
}

void RedisServer::StartAgain() {
  Launch();
  const bool ready =
      Eventually([this] { return !process_->running() || Answers(socket_); }, kLimit);
  if (!ready || !process_->running()) Die("does not start: " + ReadAll(dir_ + "/output"));
}

void RedisServer::Stop() {
  if (process_) process_->Stop();
}

void RedisServer::Kill() {
  if (process_) process_->Kill();
}

void RedisServer::Pause() {
  process_->Signal(SIGSTOP);
}
void RedisServer::Resume() {
  process_->Signal(SIGCONT);
}
bool RedisServer::running() {
  return process_ && process_->running();
}

}  // namespace tipline::testing
