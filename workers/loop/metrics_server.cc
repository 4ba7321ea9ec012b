#include "workers/loop/metrics_server.h"

#include <utility>

#include "gateway/base/metrics.h"

namespace tipline::workers {
namespace {

class Numbers final : public http::Handler {
 public:
  void OnRequest(http::Request request, http::Answer answer) override {
    if (request.method != "GET") return answer.Send(http::Response::Error(405));
    if (request.path == "/healthz") return answer.Send(http::Response::Text("ok\n"));
    if (request.path != "/metrics") return answer.Send(http::Response::Error(404));
    http::Response response = http::Response::Text(MetricsText());
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    answer.Send(std::move(response));
  }
};

}  // namespace

Result<std::unique_ptr<http::Server>> ServeMetrics(int port) {
  http::ServerOptions options;
  options.port = static_cast<uint16_t>(port);
  options.threads = 1;
  return http::Server::Start(
      options, [](int) -> std::unique_ptr<http::Handler> { return std::make_unique<Numbers>(); });
}

}  // namespace tipline::workers
