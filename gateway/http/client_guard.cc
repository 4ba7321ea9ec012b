#include "gateway/http/client_guard.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <arpa/inet.h>

#include "gateway/base/network.h"

namespace tipline::http {
namespace {

using Kind = AddressKind;
using Bytes = std::array<uint8_t, 16>;

// The first that holds it counts. Sources: IANA special-purpose registries (RFC 6890 and its
// updates); metadata addresses as AWS, Google, Azure, Alibaba and Oracle document them, some of
// which lie in ranges that are ordinary otherwise.
std::vector<std::pair<Network, Kind>> MakeTable() {
  constexpr std::array kRows = {
      std::pair("168.63.129.16", Kind::kNever),    // Azure
      std::pair("100.100.100.200", Kind::kNever),  // Alibaba
      std::pair("fd00:ec2::254", Kind::kNever),    // AWS
      std::pair("fd20:ce::254", Kind::kNever),     // Google
      std::pair("0.0.0.0/8", Kind::kNever),        std::pair("127.0.0.0/8", Kind::kLoopback),
      std::pair("10.0.0.0/8", Kind::kPrivate),     std::pair("172.16.0.0/12", Kind::kPrivate),
      std::pair("192.168.0.0/16", Kind::kPrivate), std::pair("100.64.0.0/10", Kind::kPrivate),
      std::pair("169.254.0.0/16", Kind::kNever),  // link-local, with most metadata services
      std::pair("192.0.0.0/24", Kind::kNever),    // IETF; Oracle's metadata
      std::pair("192.0.2.0/24", Kind::kNever),    // documentation
      std::pair("192.88.99.0/24", Kind::kNever),  // 6to4 relays, withdrawn
      std::pair("198.18.0.0/15", Kind::kNever),   // benchmarks
      std::pair("198.51.100.0/24", Kind::kNever),  std::pair("203.0.113.0/24", Kind::kNever),
      std::pair("224.0.0.0/3", Kind::kNever),  // multicast, reserved, broadcast
      std::pair("::1", Kind::kLoopback),           std::pair("fc00::/7", Kind::kPrivate),
      std::pair("2001::/23", Kind::kNever),  // IETF, with Teredo
      std::pair("2001:db8::/32", Kind::kNever),    std::pair("3fff::/20", Kind::kNever),
      std::pair("2000::/3", Kind::kPublic),
  };
  std::vector<std::pair<Network, Kind>> table;
  table.reserve(kRows.size());
  for (const auto& [text, kind] : kRows)
    if (const auto network = Network::Parse(text)) table.emplace_back(*network, kind);
  return table;
}

bool Begins(const Bytes& bytes, std::initializer_list<uint8_t> with) {
  return std::equal(with.begin(), with.end(), bytes.begin());
}

// The IPv4 address inside one of IPv6; nothing if there is none.
std::optional<std::string> Inside(const Bytes& bytes) {
  size_t at = 12;
  if (Begins(bytes, {0x20, 0x02}))  // 6to4, RFC 3056
    at = 2;
  else if (!Begins(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}) &&     // mapped, RFC 4291
           !Begins(bytes, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}) &&  // NAT64, RFC 6052
           !Begins(bytes, {0, 0x64, 0xff, 0x9b, 0, 1}))                      // local, RFC 8215
    return std::nullopt;
  std::array<char, INET_ADDRSTRLEN> text{};
  if (inet_ntop(AF_INET, bytes.data() + at, text.data(), text.size()) == nullptr)
    return std::nullopt;
  return text.data();
}

struct Found {
  Kind kind = Kind::kNone;
  std::string inside;  // of kTranslated
};

Found Look(const std::string& address) {
  static const auto& table = *new std::vector<std::pair<Network, Kind>>(MakeTable());
  Bytes bytes{};
  const bool is_ipv4 = inet_pton(AF_INET, address.c_str(), bytes.data()) == 1;
  if (!is_ipv4 && inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return {};
  if (!is_ipv4)
    if (auto inside = Inside(bytes)) return {Kind::kTranslated, *std::move(inside)};
  const auto row = std::find_if(table.begin(), table.end(),
                                [&](const auto& one) { return one.first.Holds(address); });
  if (row != table.end()) return {row->second, {}};
  return {is_ipv4 ? Kind::kPublic : Kind::kNever, {}};
}

}  // namespace

const char* AddressKindName(AddressKind kind) {
  constexpr std::array<const char*, 6> kNames = {"public",     "loopback", "private",
                                                 "translated", "never",    "none"};
  return kNames[static_cast<size_t>(kind)];
}

AddressKind KindOf(std::string_view address) {
  return Look(std::string(address)).kind;
}

bool MayConnect(std::string_view address, bool tls, const Reach& reach) {
  const Found found = Look(std::string(address));
  switch (found.kind) {
    case Kind::kPublic:
      return tls || reach.plain_http;
    case Kind::kLoopback:
      return reach.loopback || reach.private_network;
    case Kind::kPrivate:
      return reach.private_network;
    case Kind::kTranslated:
      return reach.private_network && MayConnect(found.inside, tls, reach);
    case Kind::kNever:
    case Kind::kNone:
      return false;
  }
  return false;
}

}  // namespace tipline::http
