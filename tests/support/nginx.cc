#include "tests/support/nginx.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/http_client.h"

namespace tipline::testing {
namespace {

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Every occurrence; there must be one, so that a changed configuration does not slip past the
// tests.
void Replace(std::string& text, const std::string& from, const std::string& to) {
  size_t at = text.find(from);
  if (at == std::string::npos) {
    std::fprintf(stderr, "nginx configuration: no \"%s\"\n", from.c_str());
    std::abort();
  }
  for (; at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

}  // namespace

std::string WriteNginxConfig(const TempDir& dir, int port, int upstream_port,
                             const std::string& rate, const std::string& listen_conf) {
  std::string conf = ReadAll(TIPLINE_SOURCE_DIR "/ops/nginx/tipline.conf");
  Replace(conf, "127.0.0.1:8080", "127.0.0.1:" + std::to_string(upstream_port));
  Replace(conf, "/var/log/nginx/", dir.path() + "/");
  Replace(conf, "rate=500r/s", "rate=" + rate);
  Replace(conf, "tipline_connections 512", "tipline_connections 4096");
  Replace(conf, "include tipline-listen.conf", "include " + (dir / "tipline-listen.conf"));
  dir.Write("tipline.conf", conf);
  dir.Write("tipline-listen.conf",
            listen_conf.empty() ? "listen 127.0.0.1:" + std::to_string(port) + " backlog=4096;\n"
                                : listen_conf);
  std::string paths;
  for (const std::string kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    paths += "  " + kind + "_temp_path " + (dir / kind) + ";\n";
  return dir.Write("nginx.conf", "daemon off;\nmaster_process off;\npid " + (dir / "nginx.pid") +
                                     ";\nerror_log " + (dir / "main-error.log") +
                                     " error;\nevents { worker_connections 4096; }\nhttp {\n" +
                                     paths + "  include " + (dir / "tipline.conf") + ";\n}\n");
}

std::unique_ptr<Nginx> Nginx::Start(int upstream_port, const std::string& rate) {
  std::unique_ptr<Nginx> nginx(new Nginx);
  nginx->port_ = FreePort();
  const std::string conf = WriteNginxConfig(nginx->dir_, nginx->port_, upstream_port, rate);
  ProcessOptions options;
  options.argv = {"/usr/sbin/nginx",
                  "-p",
                  nginx->dir_.path(),
                  "-e",
                  nginx->dir_ / "main-error.log",
                  "-c",
                  conf};
  options.output = nginx->dir_ / "output";
  nginx->process_ = Process::Start(options);
  const bool up = Eventually(
      [&nginx] { return RawClient(nginx->port_, std::chrono::milliseconds(200)).connected(); });
  if (!up) {
    std::fprintf(stderr, "nginx did not start:\n%s%s", ReadAll(nginx->dir_ / "output").c_str(),
                 nginx->error_log().c_str());
    std::abort();
  }
  return nginx;
}

std::string Nginx::access_log() const {
  return ReadAll(dir_ / "tipline.log");
}

std::string Nginx::error_log() const {
  return ReadAll(dir_ / "main-error.log") + ReadAll(dir_ / "tipline-error.log");
}

}  // namespace tipline::testing
