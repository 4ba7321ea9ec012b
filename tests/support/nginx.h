// A real nginx with ops/nginx/tipline.conf in front of a server under test: on a free port of
// 127.0.0.1, in its own folder, as one process that is ended by its pid.
#pragma once

#include <memory>
#include <string>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace tipline::testing {

// All requests of a test come from one address, which would be over the limit at once.
constexpr const char* kNoLimit = "1000000r/s";

// Writes the configuration into `dir`: paths and rate replaced, plain HTTP on `port` instead of
// tipline-listen.conf unless `listen_conf` holds another. Gives the main file's path.
std::string WriteNginxConfig(const TempDir& dir, int port, int upstream_port,
                             const std::string& rate = kNoLimit,
                             const std::string& listen_conf = "");

class Nginx {
 public:
  // Aborts the test program if it does not come up.
  static std::unique_ptr<Nginx> Start(int upstream_port, const std::string& rate = kNoLimit);
  int port() const { return port_; }
  std::string access_log() const;
  std::string error_log() const;

 private:
  Nginx() = default;
  TempDir dir_;
  int port_ = 0;
  std::unique_ptr<Process> process_;  // ends before its folder goes
};

}  // namespace tipline::testing
