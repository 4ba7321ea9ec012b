// A private Redis for a test: ops/redis/redis.conf (AOF always, noeviction) on a unix socket in its
// own temporary folder, ended by its pid and removed with the object. One thread at a time; the
// thread that (re)starts it must outlive it, because the server ends with that thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/store/redis.h"
#include "tests/support/process.h"

namespace tipline::testing {

struct RedisServerOptions {
  std::vector<std::string> settings;  // lines after those of redis.conf: {"appendfsync everysec"}
  bool acl = false;      // with ops/redis/users.acl.in: one user per process, kAclPassword for all
  std::string dir = {};  // an existing, empty folder that stays; empty: a temporary one
  std::map<std::string, std::string> env = {};
};

class RedisServer {
 public:
  static constexpr const char* kAclPassword = "test-only";

  // Aborts the test program if it cannot.
  static std::unique_ptr<RedisServer> Start(const RedisServerOptions& options = {});
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  const std::string& socket() const { return socket_; }
  // Holds the append-only files, redis.conf and redis.log.
  const std::string& dir() const { return dir_; }
  // With acl: the text of a secrets.json by which our programs get in.
  static std::string AclSecrets();
  // Connects to this server; `user` is "tl-gateway" etc. with acl.
  store::RedisOptions options(const std::string& user = "") const;

  void Stop();        // as an operator would: SIGTERM
  void Kill();        // SIGKILL: a crash
  void StartAgain();  // on the same folder, after Stop or Kill; returns when it answers
  void Launch();      // the same without waiting, and it may fail
  void Pause();       // SIGSTOP: it is there and answers nothing
  void Resume();
  bool running();
  pid_t pid() const { return process_->pid(); }

 private:
  RedisServer() = default;
  std::string dir_, socket_;
  bool ours_ = true;  // the folder goes with the object
  std::map<std::string, std::string> env_;
  bool acl_ = false;
  std::unique_ptr<Process> process_;
};

}  // namespace tipline::testing
