#include "gateway/console/route.h"

#include <algorithm>
#include <utility>

namespace tipline::console {
namespace {

constexpr size_t kLongestPlace = 64;

bool IsPlace(std::string_view segment) {
  return !segment.empty() && segment.size() <= kLongestPlace &&
         std::all_of(segment.begin(), segment.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
         });
}

// Takes the part up to the next '/' off the front.
std::string_view NextSegment(std::string_view& rest) {
  const size_t end = std::min(rest.find('/'), rest.size());
  const std::string_view segment = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return segment;
}

}  // namespace

std::vector<Route>& Routes() {
  static std::vector<Route> routes;
  return routes;
}

RegisterRoute::RegisterRoute(const char* method, const char* path, Grades grades,
                             std::function<http::Response(const Call&)> run) {
  Routes().push_back({method, path, grades, std::move(run)});
}

std::optional<std::vector<std::string>> MatchPath(std::string_view pattern, std::string_view path) {
  if (std::count(pattern.begin(), pattern.end(), '/') != std::count(path.begin(), path.end(), '/'))
    return std::nullopt;
  std::vector<std::string> places;
  while (!pattern.empty() || !path.empty()) {
    const std::string_view expected = NextSegment(pattern);
    const std::string_view found = NextSegment(path);
    if (expected.starts_with('{')) {
      if (!IsPlace(found)) return std::nullopt;
      places.emplace_back(found);
    } else if (expected != found) {
      return std::nullopt;
    }
  }
  return places;
}

}  // namespace tipline::console
