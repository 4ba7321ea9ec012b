#include "gateway/console/app.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/metrics.h"
#include "gateway/console/answers.h"
#include "gateway/console/headers.h"

namespace tipline::console {
namespace {

// Argon2id may wait for its turn and SQL for its lock; only then is a call slow.
constexpr Millis kCallDeadline{20'000};
constexpr JsonLimits kBodyLimits{.bytes = size_t{32} * 1024, .depth = 4, .nodes = 64};

bool Changes(const http::Request& request) {
  return request.method != "GET";
}

// A write comes from our own page: browsers say where a request was made, and other sites cannot
// send this type of body without asking first.
bool FromElsewhere(const http::Request& request) {
  const std::string_view site = request.Header("Sec-Fetch-Site");
  return !site.empty() && site != "same-origin" && site != "none";
}

bool IsJson(const http::Request& request) {
  std::string type(request.Header("Content-Type"));
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' '))
    type.pop_back();
  return type == "application/json";
}

Result<nlohmann::json> BodyOf(const http::Request& request) {
  if (!Changes(request) || (request.body.empty() && request.method == "DELETE"))
    return nlohmann::json::object();
  if (!IsJson(request)) return Invalid("body is not application/json");
  TRY_ASSIGN(auto body, ParseJson(request.body, kBodyLimits));
  if (!body.is_object()) return Invalid("body is not an object");
  return body;
}

}  // namespace

http::Response App::Answer(const http::Request& request, store::Redis& redis) const {
  const char* place = "other";
  http::Response response = Dispatch(request, redis, place);
  AddStrictHeaders(request, response);
  counts_.Answered(place, response.status);
  return response;
}

http::Response App::Dispatch(const http::Request& request, store::Redis& redis,
                             const char*& place) const {
  if (!HostIsOurs(request.Header("Host"))) return http::Response::Error(403);
  if (request.path.starts_with("/api/")) return Api(request, redis, place);
  if (request.method != "GET" && request.method != "HEAD") return http::Response::Error(405);
  if (request.path == "/healthz") return http::Response::Text("ok\n");
  if (request.path == "/readyz") return Ready(redis);
  if (request.path == "/metrics") return Metrics(request);
  place = "page";
  return page_.Serve(request);
}

// A name that is not ours was made to point here by somebody else (DNS rebinding). Behind a proxy,
// the proxy sends one of these names.
bool App::HostIsOurs(std::string_view host) const {
  if (const size_t colon = host.rfind(':'); colon != std::string_view::npos && !host.ends_with(']'))
    host = host.substr(0, colon);
  static constexpr std::array<std::string_view, 3> kLoopback = {"127.0.0.1", "localhost", "[::1]"};
  return host == desk_.settings.console_host ||
         std::find(kLoopback.begin(), kLoopback.end(), host) != kLoopback.end();
}

http::Response App::Api(const http::Request& request, store::Redis& redis,
                        const char*& place) const {
  bool path_known = false;
  for (const Route& route : Routes()) {
    const auto places = MatchPath(route.path, request.path);
    if (!places) continue;
    path_known = true;
    if (route.method != request.method) continue;
    place = route.path.c_str();
    return RunRoute(route, *places, request, redis);
  }
  return path_known ? Problem(405, "invalid", "this method is not known here")
                    : Problem(404, "not_found", "there is no such thing");
}

http::Response App::RunRoute(const Route& route, const std::vector<std::string>& places,
                             const http::Request& request, store::Redis& redis) const {
  const TimePoint now = desk_.clock.Now();
  Visitor visitor;
  if (Changes(request) && FromElsewhere(request))
    return Problem(403, "csrf", "the request comes from another site");
  if (route.grades != kNoSession) {
    const bool poll = request.HasHeader("If-None-Match");
    auto found = desk_.sessions.Find(request, now, !poll);
    if (!found && found.error().code == Code::kDenied)
      return Problem(401, "unauthenticated", "sign in first");
    if (!found) return ProblemOf(found.error());
    visitor = *std::move(found);
    if (Changes(request) && !ConstantTimeEqual(request.Header("X-CSRF-Token"), visitor.csrf))
      return Problem(403, "csrf", "the CSRF token is missing or wrong");
    if ((route.grades & visitor.grade) == 0)
      return Problem(403, "forbidden", "this role may not do this");
  }
  const auto body = BodyOf(request);
  if (!body) return ProblemOf(body.error());
  return route.run(Call{request, *body, places, visitor, desk_, redis, now});
}

http::Response App::Ready(store::Redis& redis) const {
  if (draining_ && draining_()) return http::Response::Error(503);
  const auto pong = redis.Run({"PING"});
  const auto sql = desk_.users.FindSession("probe");
  const bool sql_answers = sql || sql.error().code == Code::kNotFound;
  return pong && sql_answers ? http::Response::Text("ready\n") : http::Response::Error(503);
}

http::Response App::Metrics(const http::Request& request) const {
  const bool local = request.peer == "127.0.0.1" || request.peer == "::1";
  if (!local || request.HasHeader("X-Forwarded-For")) return http::Response::Error(404);
  http::Response response = http::Response::Text(MetricsText());
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

void Worker::OnRequest(http::Request request, http::Answer answer) {
  answer.SetDeadline(kCallDeadline, http::Response::Error(503));
  answer.Send(app_.Answer(request, redis_));
}

}  // namespace tipline::console
