#include "gateway/console/answers.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"

namespace tipline::console {
namespace {

http::Response JsonAnswer(int status, const nlohmann::json& body) {
  http::Response response = http::Response::Json(DumpJson(body));
  response.status = status;
  return response;
}

http::Response WithWait(http::Response response, std::chrono::seconds wait) {
  response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return response;
}

nlohmann::json ErrorBody(const char* code, const char* message) {
  return {{"error", {{"code", code}, {"message", message}}}};
}

}  // namespace

http::Response Problem(int status, const char* code, const char* message) {
  return JsonAnswer(status, ErrorBody(code, message));
}

http::Response TooMany(std::chrono::seconds wait) {
  return WithWait(Problem(429, "too_many_attempts", "too many attempts"), wait);
}

http::Response Busy(std::chrono::seconds wait) {
  return WithWait(Problem(503, "busy", "many people are signing in"), wait);
}

http::Response ProblemOf(const Error& error) {
  switch (error.code) {
    case Code::kInvalid:
      return Problem(400, "invalid", "the request is not valid");
    case Code::kNotFound:
      return Problem(404, "not_found", "there is no such thing");
    case Code::kConflict:
      return Problem(409, "conflict", "it was changed meanwhile");
    case Code::kDenied:
      return Problem(403, "not_allowed", "this is not possible in the present state");
    case Code::kUnavailable:
      return WithWait(Problem(503, "unavailable", "the store cannot be reached"),
                      std::chrono::seconds{2});
    case Code::kInternal:
      break;
  }
  return Problem(500, "internal", "something went wrong");
}

http::Response Conflicted(int64_t revision) {
  nlohmann::json body = ErrorBody("conflict", "it was changed meanwhile");
  body["revision"] = revision;
  return JsonAnswer(409, body);
}

http::Response Ok(const nlohmann::json& body) {
  return JsonAnswer(200, body);
}

std::string EntityTag(const Key& key, std::string_view state) {
  return "W/\"" + KeyedHash(key, "etag", state) + "\"";
}

bool Unchanged(const http::Request& request, std::string_view tag) {
  const std::string_view asked = request.Header("If-None-Match");
  return asked == "*" || (!asked.empty() && asked.find(tag) != std::string_view::npos);
}

http::Response NotModified(std::string tag) {
  http::Response response;
  response.status = 304;
  response.headers.emplace_back("ETag", std::move(tag));
  return response;
}

http::Response OkTagged(const nlohmann::json& body, std::string tag) {
  http::Response response = Ok(body);
  response.headers.emplace_back("ETag", std::move(tag));
  return response;
}

nlohmann::json TimeOrNull(const std::optional<TimePoint>& at) {
  return at ? nlohmann::json(FormatTime(*at)) : nlohmann::json(nullptr);
}

}  // namespace tipline::console
