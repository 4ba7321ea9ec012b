#include "gateway/base/network.h"

#include <gtest/gtest.h>

namespace tipline {
namespace {

struct Case {
  const char* network;
  const char* address;
  bool holds;
};

TEST(Network, HoldsWhatIsInIt) {
  const std::vector<Case> cases = {
      {"192.0.2.7", "192.0.2.7", true},
      {"192.0.2.7", "192.0.2.8", false},
      {"192.0.2.7/32", "192.0.2.7", true},
      {"198.51.100.0/24", "198.51.100.255", true},
      {"198.51.100.0/24", "198.51.101.0", false},
      {"198.51.100.128/25", "198.51.100.127", false},
      {"198.51.100.128/25", "198.51.100.128", true},
      {"0.0.0.0/0", "203.0.113.9", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"2001:db8::/32", "2001:db8:ffff::1", true},
      {"2001:db8::/32", "2001:db9::1", false},
      {"::/0", "2001:db8::1", true},
      {"::1", "::1", true},
      {"127.0.0.1", "::ffff:127.0.0.1", true},
      {"::ffff:192.0.2.0/120", "192.0.2.9", true},
      {"192.0.2.0/24", "192.0.2", false},
      {"192.0.2.0/24", "", false},
      {"192.0.2.0/24", "192.0.2.1, 203.0.113.1", false},
      {"192.0.2.0/24", "192.0.2.1:443", false},
  };
  for (const Case& one : cases) {
    const auto network = Network::Parse(one.network);
    ASSERT_TRUE(network) << one.network;
    EXPECT_EQ(network->Holds(one.address), one.holds) << one.network << " " << one.address;
  }
}

TEST(Network, RefusesWhatIsNone) {
  for (const char* text : {"", "x", "192.0.2", "192.0.2.256", "192.0.2.0/33", "192.0.2.0/-1",
                           "192.0.2.0/", "/24", "192.0.2.0/24/1", "2001:db8::/129", "192.0.2.0/ 24",
                           " 192.0.2.0", "*.example.org", "192.0.2.7/24", "2001:db8::1/32"})
    EXPECT_FALSE(Network::Parse(text)) << text;
}

TEST(Network, OneOfSeveralIsEnough) {
  EXPECT_TRUE(InAny({"192.0.2.1", "198.51.100.0/24"}, "198.51.100.7"));
  EXPECT_FALSE(InAny({"192.0.2.1", "198.51.100.0/24"}, "198.51.101.7"));
  EXPECT_FALSE(InAny({}, "198.51.101.7"));
}

}  // namespace
}  // namespace tipline
