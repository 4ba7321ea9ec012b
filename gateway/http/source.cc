#include "gateway/http/source.h"

#include <algorithm>

#include "flows/base/ascii.h"
#include "gateway/base/network.h"

namespace tipline::http {
namespace {

constexpr size_t kMaxHops = 32;
constexpr size_t kMaxAddress = 45;  // an IPv6 address with an IPv4 one in it

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

// A header may come several times; the hops of all of them, in order.
std::vector<std::string_view> Hops(const Request& request) {
  std::vector<std::string_view> hops;
  for (const auto& [name, value] : request.headers) {
    if (!EqualsIgnoringCase(name, "X-Forwarded-For")) continue;
    std::string_view rest = value;
    for (size_t comma = rest.find(','); comma != std::string_view::npos; comma = rest.find(',')) {
      hops.push_back(Trim(rest.substr(0, comma)));
      rest.remove_prefix(comma + 1);
    }
    hops.push_back(Trim(rest));
  }
  return hops;
}

}  // namespace

std::string ClientAddress(const Request& request, const std::vector<std::string>& trusted) {
  if (!InAny(trusted, request.peer)) return request.peer;
  std::string address = request.peer;
  const auto hops = Hops(request);
  size_t looked_at = 0;
  for (auto hop = hops.rbegin(); hop != hops.rend() && looked_at < kMaxHops; ++hop, ++looked_at) {
    address = std::string(hop->substr(0, kMaxAddress));
    if (!InAny(trusted, *hop)) break;
  }
  return address;
}

}  // namespace tipline::http
