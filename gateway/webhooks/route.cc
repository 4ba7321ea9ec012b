#include "gateway/webhooks/route.h"

#include <vector>

namespace tipline::gateway {
namespace {

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty() && path.front() == '/') {
    path.remove_prefix(1);
    const size_t end = path.find('/');
    parts.push_back(path.substr(0, end));
    path.remove_prefix(end == std::string_view::npos ? path.size() : end);
  }
  return parts;
}

Route Refused(int status) {
  Route route;
  route.status = status;
  return route;
}

Route Probe(Route::Kind kind, const http::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return Refused(405);
  Route route;
  route.kind = kind;
  return route;
}

}  // namespace

Route FindRoute(const http::Request& request) {
  if (request.path == "/healthz") return Probe(Route::Kind::kHealth, request);
  if (request.path == "/readyz") return Probe(Route::Kind::kReady, request);
  if (request.path == "/metrics") return Probe(Route::Kind::kMetrics, request);
  const auto parts = Segments(request.path);
  // Some providers add a session and an action of theirs behind our URL (Infobip USSD).
  constexpr size_t kMostParts = 6;
  if (parts.size() < 3 || parts.size() > kMostParts || parts[0] != "hooks") return Refused(404);
  const auto event = InboundKindFromName(parts[2]);
  if (!event || parts[1].empty()) return Refused(404);
  const bool put = request.method == "PUT" && parts.size() > 4;
  if (request.method != "POST" && request.method != "GET" && !put) return Refused(405);
  Route route;
  route.kind = Route::Kind::kHook;
  route.channel = http::UrlDecode(parts[1], false);
  route.event = *event;
  if (parts.size() > 3) route.token = http::UrlDecode(parts[3], false);
  return route;
}

int StatusOf(const Error& error, int otherwise) {
  switch (error.code) {
    case Code::kDenied:
      return 403;
    case Code::kNotFound:
      return 404;
    case Code::kUnavailable:
      return 503;
    default:
      return otherwise;
  }
}

}  // namespace tipline::gateway
