#include "gateway/http/client_guard.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tipline::http {
namespace {

using Json = nlohmann::json;

// "none", "https" or "any", as the data file says.
std::string Allowed(const std::string& address, const Reach& reach) {
  const bool tls = MayConnect(address, true, reach);
  const bool plain = MayConnect(address, false, reach);
  EXPECT_TRUE(tls || !plain) << address << ": http where https is refused";
  if (!tls) return "none";
  return plain ? "any" : "https";
}

TEST(ClientGuard, DecidesOnAddresses) {
  std::ifstream in(std::filesystem::path(TIPLINE_SOURCE_DIR) / "tests/data/http/addresses.json");
  const Json cases = Json::parse(in);
  EXPECT_GT(cases.size(), 80U);
  for (const Json& one : cases) {
    const std::string address = one.at("address");
    SCOPED_TRACE(address);
    const std::string by_default = one.value("default", "none");
    EXPECT_EQ(AddressKindName(KindOf(address)), one.at("kind").get<std::string>());
    EXPECT_EQ(Allowed(address, {}), by_default);
    EXPECT_EQ(Allowed(address, {true, false, false}), one.value("sandbox", by_default));
    EXPECT_EQ(Allowed(address, {false, true, false}), one.value("private", by_default));
    EXPECT_EQ(Allowed(address, {false, false, true}), by_default == "https" ? "any" : by_default);
  }
}

TEST(ClientGuard, NoSettingAllowsMetadataAndLinkLocalAddresses) {
  const Reach all = {true, true, true};
  for (const char* address : {"169.254.169.254", "168.63.129.16", "fd00:ec2::254", "fe80::1",
                              "::ffff:169.254.169.254", "224.0.0.1", "0.0.0.0", "::"})
    EXPECT_EQ(Allowed(address, all), "none") << address;
  for (const char* address : {"127.0.0.1", "10.0.0.1", "8.8.8.8", "64:ff9b::8.8.8.8"})
    EXPECT_EQ(Allowed(address, all), "any") << address;
}

}  // namespace
}  // namespace tipline::http
