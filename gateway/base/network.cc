#include "gateway/base/network.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <arpa/inet.h>

namespace tipline {
namespace {

constexpr int kBits = 128, kMappedBits = 96;
constexpr const char* kAllowed =
    "allowed: an address or a network such as 192.0.2.7, 198.51.100.0/24 or 2001:db8::/32";

using Bytes = std::array<uint8_t, 16>;

// IPv4 as ::ffff:a.b.c.d, so that there is one form of each.
std::optional<Bytes> ReadAddress(std::string_view text, bool& is_ipv4) {
  const std::string copy(text);
  Bytes bytes{};
  is_ipv4 = inet_pton(AF_INET, copy.c_str(), bytes.data() + 12) == 1;
  if (is_ipv4) {
    bytes[10] = bytes[11] = 0xFF;
    return bytes;
  }
  if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) return bytes;
  return std::nullopt;
}

bool Bit(const Bytes& bytes, int at) {
  return (bytes[static_cast<size_t>(at / 8)] >> (7 - at % 8) & 1) != 0;
}

}  // namespace

Result<Network> Network::Parse(std::string_view text) {
  const size_t slash = text.find('/');
  bool is_ipv4 = false;
  const auto address = ReadAddress(text.substr(0, slash), is_ipv4);
  if (!address) return Invalid(kAllowed);
  Network network;
  network.bytes_ = *address;
  network.length_ = kBits;
  if (slash == std::string_view::npos) return network;
  const std::string_view digits = text.substr(slash + 1);
  const char* last = digits.data() + digits.size();
  int length = -1;
  const auto [end, failure] = std::from_chars(digits.data(), last, length);
  const int most = is_ipv4 ? kBits - kMappedBits : kBits;
  if (failure != std::errc() || end != last || length < 0 || length > most)
    return Invalid(kAllowed);
  network.length_ = is_ipv4 ? length + kMappedBits : length;
  for (int at = network.length_; at < kBits; ++at)
    if (Bit(network.bytes_, at))
      return Invalid("bits behind /" + std::to_string(length) + " are set; " + kAllowed);
  return network;
}

bool Network::Holds(std::string_view text) const {
  bool is_ipv4 = false;
  const auto address = ReadAddress(text, is_ipv4);
  if (!address) return false;
  for (int at = 0; at < length_; ++at)
    if (Bit(bytes_, at) != Bit(*address, at)) return false;
  return true;
}

bool InAny(const std::vector<std::string>& networks, std::string_view address) {
  return std::any_of(networks.begin(), networks.end(), [&](const std::string& text) {
    const auto network = Network::Parse(text);
    return network && network->Holds(address);
  });
}

}  // namespace tipline
