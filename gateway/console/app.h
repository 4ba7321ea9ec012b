// From a request to an answer: host check, probes, the page's files, /api by the table of routes,
// and the strict headers on everything. Blocking (SQL, Redis, Argon2id). Thread-safe; each worker
// brings its own Redis. Tests: tests/gateway/console.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/console/counts.h"
#include "gateway/console/desk.h"
#include "gateway/console/page.h"
#include "gateway/console/route.h"
#include "gateway/http/server.h"

namespace tipline::console {

class App {
 public:
  // All must outlive this object. `draining`: /readyz says no from then on.
  App(Desk& desk, const Page& page, const Counts& counts, std::function<bool()> draining)
      : desk_(desk), page_(page), counts_(counts), draining_(std::move(draining)) {}

  http::Response Answer(const http::Request& request, store::Redis& redis) const;

 private:
  http::Response Dispatch(const http::Request& request, store::Redis& redis,
                          const char*& place) const;
  http::Response Api(const http::Request& request, store::Redis& redis, const char*& place) const;
  http::Response RunRoute(const Route& route, const std::vector<std::string>& places,
                          const http::Request& request, store::Redis& redis) const;
  http::Response Ready(store::Redis& redis) const;
  http::Response Metrics(const http::Request& request) const;
  bool HostIsOurs(std::string_view host) const;

  Desk& desk_;
  const Page& page_;
  const Counts& counts_;
  const std::function<bool()> draining_;
};

// One worker of the server: the app and a Redis of its own.
class Worker final : public http::Handler {
 public:
  Worker(const App& app, store::RedisOptions redis) : app_(app), redis_(std::move(redis)) {}
  void OnRequest(http::Request request, http::Answer answer) override;

 private:
  const App& app_;
  store::Redis redis_;
};

}  // namespace tipline::console
