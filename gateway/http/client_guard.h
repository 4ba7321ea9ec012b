// Where the client may connect to: decided on the address that a connection really has, when it is
// opened and again before each request on it (names are resolved by others and change between two
// look-ups: "DNS rebinding"; stack.md §7.1). Pure; thread-safe. Tests:
// tests/gateway/http/client_guard_test.cc with tests/data/http/addresses.json.
#pragma once

#include <string_view>

namespace tipline::http {

// What an owner of the configuration allows beyond https to public addresses.
struct Reach {
  bool loopback = false;         // this machine, by http too: the sandbox
  bool private_network = false;  // loopback and private addresses, by http too: a gateway beside us
  bool plain_http = false;       // http to public addresses
};

enum class AddressKind {
  kPublic,
  kLoopback,
  kPrivate,     // RFC 1918, ULA, carrier-grade NAT
  kTranslated,  // an IPv4 address inside IPv6: mapped, NAT64, 6to4
  kNever,       // link-local, metadata services, multicast, unspecified, documentation, reserved
  kNone         // no address
};
const char* AddressKindName(AddressKind kind);  // "public", "loopback", "private", ...

// `address` as inet_ntop writes it, IPv4 or IPv6. IPv6 outside 2000::/3 is never public.
AddressKind KindOf(std::string_view address);

// No link-local or metadata address can be an SMS gateway, so no setting allows one. A translated
// address needs `private_network`, and what is inside must be allowed as well.
bool MayConnect(std::string_view address, bool tls, const Reach& reach);

}  // namespace tipline::http
