// What the three comparison servers of ops/bench share: their arguments, "ready", and SIGTERM. Not
// a part of Tipline.
#pragma once

#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include <pistache/endpoint.h>
#include <sys/prctl.h>

namespace tipline::bench {

struct ServeArguments {
  uint16_t port = 0;
  int threads = 0;
  std::string redis_socket;  // empty for a server without Redis
};

// Leaves the program with 2 on wrong use.
inline ServeArguments ReadArguments(int argc, char** argv, bool with_redis) {
  ServeArguments arguments;
  const auto number = [](const char* text, auto& value) {
    const char* end = text + std::strlen(text);
    const auto read = std::from_chars(text, end, value);
    return read.ec == std::errc() && read.ptr == end && value > 0;
  };
  if (argc != (with_redis ? 4 : 3) || !number(argv[1], arguments.port) ||
      !number(argv[2], arguments.threads)) {
    std::fprintf(stderr, "usage: %s PORT THREADS%s\n", argv[0], with_redis ? " REDIS_SOCKET" : "");
    std::exit(2);
  }
  if (with_redis) arguments.redis_socket = argv[3];
  return arguments;
}

// Before any thread starts: threads inherit the mask, so only WaitForEnd sees the signal.
inline sigset_t BlockEnd() {
  sigset_t end;
  sigemptyset(&end);
  sigaddset(&end, SIGTERM);
  sigaddset(&end, SIGINT);
  pthread_sigmask(SIG_BLOCK, &end, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGTERM);  // nobody is left to stop us
  return end;
}

inline void SayReady() {
  std::puts("ready");
  std::fflush(stdout);
}

// Returns on SIGTERM or SIGINT.
inline void WaitForEnd(const sigset_t& end) {
  int signal = 0;
  sigwait(&end, &signal);
}

// Pistache's own endpoint with that handler, until SIGTERM.
inline int ServeEndpoint(const ServeArguments& arguments,
                         const std::shared_ptr<Pistache::Http::Handler>& handler) {
  using namespace Pistache;
  const sigset_t end = BlockEnd();
  Http::Endpoint endpoint(Address(Ipv4::loopback(), Port(arguments.port)));
  endpoint.init(Http::Endpoint::options()
                    .threads(arguments.threads)
                    .maxRequestSize(96 * 1024)
                    .flags(Tcp::Options::ReuseAddr | Tcp::Options::NoDelay));
  endpoint.setHandler(handler);
  endpoint.serveThreaded();
  SayReady();
  WaitForEnd(end);
  endpoint.shutdown();
  return 0;
}

}  // namespace tipline::bench
