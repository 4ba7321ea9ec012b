// The table of /api: one file per resource in routes/, each with a RegisterRoute at its end. App
// walks it; a test walks it too and shows that every route but signing in refuses without a
// session, that writes refuse without the CSRF header, and that roles are kept. Filled before main
// starts, read-only after.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "gateway/console/desk.h"
#include "gateway/console/grade.h"
#include "gateway/console/sessions.h"
#include "gateway/http/message.h"
#include "gateway/store/redis.h"

namespace tipline::console {

// One call of a route. Everything is borrowed for as long as the call runs.
struct Call {
  const http::Request& request;
  const nlohmann::json& body;              // an object; empty for GET and DELETE
  const std::vector<std::string>& places;  // what stands for {...} in the path, in order
  const Visitor& visitor;                  // empty on routes without a session
  Desk& desk;
  store::Redis& redis;  // of this worker
  TimePoint now;
};

struct Route {
  std::string method;
  std::string path;  // "/api/cases/{id}/claim"; {...} is one segment of ASCII letters and digits
  Grades grades;     // who may; kNoSession: without a session
  std::function<http::Response(const Call&)> run;
};

std::vector<Route>& Routes();

struct RegisterRoute {
  RegisterRoute(const char* method, const char* path, Grades grades,
                std::function<http::Response(const Call&)> run);
};

// What stands for {...} in `pattern`, if `path` is one of its kind.
std::optional<std::vector<std::string>> MatchPath(std::string_view pattern, std::string_view path);

}  // namespace tipline::console
