#include "gateway/console/headers.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace tipline::console {
namespace {

constexpr std::pair<std::string_view, std::string_view> kStrict[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' "
     "data:; "
     "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};

}  // namespace

void AddStrictHeaders(const http::Request& request, http::Response& response) {
  for (const auto& [name, value] : kStrict)
    response.headers.emplace_back(name, value);
  const bool says = std::any_of(response.headers.begin(), response.headers.end(),
                                [](const auto& header) { return header.first == "Cache-Control"; });
  if (!says || request.path.starts_with("/api/"))
    response.headers.emplace_back("Cache-Control", "no-store");
}

}  // namespace tipline::console
