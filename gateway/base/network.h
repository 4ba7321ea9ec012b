// Addresses and networks in configuration: trusted proxies and the sources that a channel allows.
// IPv4 and IPv6; an IPv4 address inside IPv6 (::ffff:192.0.2.7) counts as IPv4. Pure; thread-safe.
// Tests: tests/gateway/base/network_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"

namespace tipline {

class Network {
 public:
  // "192.0.2.7", "198.51.100.0/24", "2001:db8::/32". kInvalid: what is allowed; bits behind the
  // length of the network must be 0, for a slip there lets in whom nobody meant.
  static Result<Network> Parse(std::string_view text);
  bool Holds(std::string_view address) const;  // false too for what is no address

 private:
  std::array<uint8_t, 16> bytes_{};
  int length_ = 0;  // bits, of 128
};

// Whether one of them holds the address. What is no network holds nothing (it was refused at
// start).
bool InAny(const std::vector<std::string>& networks, std::string_view address);

}  // namespace tipline
