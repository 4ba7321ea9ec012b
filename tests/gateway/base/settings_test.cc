#include "gateway/base/settings.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/temp_dir.h"

namespace tipline {
namespace {

using Json = nlohmann::json;

const std::string kRoot = TIPLINE_SOURCE_DIR;

// Set while it lives.
class Variables {
 public:
  explicit Variables(std::map<std::string, std::string> set) : set_(std::move(set)) {
    for (const auto& [name, value] : set_)
      setenv(name.c_str(), value.c_str(), 1);
  }
  Variables(const Variables&) = delete;
  Variables& operator=(const Variables&) = delete;
  ~Variables() {
    for (const auto& [name, value] : set_)
      unsetenv(name.c_str());
  }

 private:
  std::map<std::string, std::string> set_;
};

void Replace(std::string& text, const std::string& what, const std::string& with) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

class RefusedTest : public ::testing::TestWithParam<std::string> {};

TEST_P(RefusedTest, SaysFilePlaceFoundAndAllowed) {
  std::ifstream stream(kRoot + "/tests/data/config/" + GetParam() + ".json");
  const Json cases = Json::parse(stream);
  ASSERT_FALSE(cases.empty());
  for (const Json& one : cases) {
    SCOPED_TRACE(one["name"].get<std::string>());
    const testing::TempDir temp;
    const std::string file =
        temp.Write("config.json",
                   one.contains("text") ? one["text"].get<std::string>() : one["config"].dump());
    if (one.contains("secrets"))
      temp.Write("secrets.json", one["secrets"].dump(),
                 static_cast<unsigned>(std::stoul(one.value("secrets_mode", "0600"), nullptr, 8)));
    const Variables set(one.value("env", std::map<std::string, std::string>()));
    std::string expected = one["error"];
    Replace(expected, "{file}", file);
    Replace(expected, "{dir}", temp.path());
    const auto settings = LoadSettings(file);
    ASSERT_FALSE(settings);
    EXPECT_EQ(settings.error().code, Code::kInvalid);
    EXPECT_EQ(settings.error().message, expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Config, RefusedTest, ::testing::Values("shape", "meaning", "secrets"),
                         [](const auto& one) { return one.param; });

TEST(SettingsTest, TheSandboxLoadsWithItsSecretsAndFollowsTheEnvironment) {
  const Variables set({{"TIPLINE_HOME", "/tmp/state/"},
                       {"TIPLINE_GATEWAY_PORT", "18080"},
                       {"TIPLINE_CONSOLE_PORT", "18081"},
                       {"TIPLINE_API_URL_TWILIO", "http://127.0.0.1:9"},
                       {"TIPLINE_SECRET_KANNEL_PASSWORD", "from-the-environment"}});
  const auto settings = LoadSettings(kRoot + "/config/sandbox.json");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_TRUE(settings->sandbox);
  EXPECT_EQ(settings->KeysDir(), "/tmp/state/keys");
  EXPECT_EQ(settings->redis_socket, "/tmp/state/redis/redis.sock");
  EXPECT_EQ(settings->sql, "sqlite:/tmp/state/tipline.db");
  EXPECT_EQ(settings->public_url, "http://127.0.0.1:18080");
  EXPECT_EQ(settings->console_port, 18081);
  EXPECT_EQ(settings->channels.at("twilio").api_url, "http://127.0.0.1:9");
  EXPECT_EQ(settings->channels.at("kannel").secrets.at("password").Reveal(),
            "from-the-environment");
  for (const auto& [id, channel] : settings->channels) {
    EXPECT_EQ(channel.provider, id);
    EXPECT_EQ(channel.codes, (std::vector<std::string>{"*384*123#", "22395"})) << id;
    EXPECT_EQ(channel.require_auth, id != "generic") << id;
  }
}

TEST(SettingsTest, EverySandboxSecretIsRefusedOutsideTheSandbox) {
  std::ifstream stream(kRoot + "/config/sandbox.secrets.json");
  const Json secrets = Json::parse(stream);
  for (const auto& [channel, group] : secrets.items()) {
    if (!group.is_object()) continue;
    for (const auto& [name, value] : group.items()) {
      const testing::TempDir temp;
      const std::string file = temp.Write(
          "config.json", Json{{"channels", {{channel, {{"provider", channel}}}}}}.dump());
      temp.Write("secrets.json", Json{{channel, {{name, value}}}}.dump());
      const Variables set({{"TIPLINE_SECRETS", temp / "secrets.json"}});
      EXPECT_FALSE(LoadSettings(file)) << channel << " " << name;
    }
  }
}

TEST(SettingsTest, TheProductionExampleLoadsOnceItsSecretsAreGiven) {
  const std::string example = kRoot + "/config/production.example.json";
  EXPECT_FALSE(LoadSettings(example));
  const testing::TempDir temp;
  std::ifstream stream(kRoot + "/config/sandbox.secrets.json");
  Json secrets = Json::parse(stream);
  for (auto& [channel, group] : secrets.items())
    if (group.is_object())
      for (auto& value : group)
        value = "x" + std::to_string(channel.size());
  secrets["generic"] = {{"token", "y"}};
  secrets["redis"] = {{"tl-gateway", "z"}};
  const Variables set({{"TIPLINE_SECRETS", temp.Write("secrets.json", secrets.dump())}});
  const auto settings = LoadSettings(example);
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_FALSE(settings->sandbox);
  EXPECT_EQ(settings->redis_passwords.at("tl-gateway").Reveal(), "z");
}

TEST(SettingsTest, WhatAnInstallationMadeForItselfComesAfterTheSecretsFile) {
  const testing::TempDir temp;
  const std::string file = temp.Write(
      "config.json",
      R"({"secrets_file": "secrets.json", "channels": {"twilio": {"provider": "twilio"}}})");
  temp.Write("secrets.json", R"({"twilio": {"auth_token": "a"}, "redis": {"tl-admin": "old"}})");
  temp.Write("home/secrets.json", R"({"redis": {"tl-admin": "new"}})");
  const Variables set({{"TIPLINE_HOME", temp / "home"}, {"TIPLINE_SECRET_REDIS_TL_WORKER", "w"}});
  const auto settings = LoadSettings(file);
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->redis_passwords.at("tl-admin").Reveal(), "new");
  EXPECT_EQ(settings->redis_passwords.at("tl-worker").Reveal(), "w");
  EXPECT_EQ(settings->channels.at("twilio").secrets.at("auth_token").Reveal(), "a");
}

TEST(SettingsTest, WhatIsNotSaidHasTheDefaultOfTheHeader) {
  const testing::TempDir temp;
  const std::string file = temp.Write(
      "config.json",
      R"({"sandbox": true, "channels": {"g": {"provider": "generic", "require_auth": false}}})");
  const auto settings = LoadSettings(file);
  ASSERT_TRUE(settings) << settings.error().message;
  const Settings plain;
  EXPECT_EQ(settings->home, "var");
  EXPECT_EQ(settings->redis_socket, "var/redis/redis.sock");
  EXPECT_EQ(settings->gateway_port, plain.gateway_port);
  EXPECT_EQ(settings->partitions, plain.partitions);
  EXPECT_EQ(settings->channels.at("g").deadline, ChannelSettings().deadline);
}

TEST(SettingsTest, HowAChannelSends) {
  const testing::TempDir temp;
  const std::string file = temp.Write("config.json", R"({
    "sandbox": true, "quiet_hours": "21:00-07:00", "time_zone": "Africa/Nairobi", "channels": {
      "a": {"provider": "generic", "require_auth": false, "rate_per_second": 0.5, "burst": 3,
            "send_timeout_ms": 4000, "failover": ["b"], "countries": ["KE"],
            "senders": {"KE": "INFO", "UG": ""}, "cost_per_segment": 0.0081, "currency": "USD",
            "daily_cap": 12.5},
      "b": {"provider": "generic", "require_auth": false, "quiet_hours": "",
            "time_zone": "Africa/Kampala"}}})");
  const auto settings = LoadSettings(file);
  ASSERT_TRUE(settings) << settings.error().message;
  const ChannelSettings& a = settings->channels.at("a");
  EXPECT_EQ(a.rate_per_second, 0.5);
  EXPECT_EQ(a.burst, 3);
  EXPECT_EQ(a.send_timeout, Millis(4000));
  EXPECT_EQ(a.failover, std::vector<std::string>{"b"});
  EXPECT_EQ(a.countries, std::vector<std::string>{"KE"});
  EXPECT_EQ(a.senders.at("KE"), "INFO");
  EXPECT_EQ(a.senders.at("UG"), "");
  EXPECT_EQ(a.quiet_hours, "21:00-07:00");
  EXPECT_EQ(a.time_zone, "Africa/Nairobi");
  EXPECT_EQ(a.cost_per_segment_micros, 8'100);
  EXPECT_EQ(a.daily_cap_micros, 12'500'000);
  EXPECT_EQ(settings->channels.at("b").quiet_hours, "");
  EXPECT_EQ(settings->channels.at("b").time_zone, "Africa/Kampala");
  EXPECT_EQ(settings->channels.at("b").rate_per_second, 0);
}

TEST(SettingsTest, TheLongestChannelIdThatFitsAVariableIsMeant) {
  const testing::TempDir temp;
  const std::string file = temp.Write(
      "config.json",
      R"({"channels": {"sms": {"provider": "twilio"}, "sms-two": {"provider": "twilio"}}})");
  const Variables set(
      {{"TIPLINE_SECRET_SMS_AUTH_TOKEN", "one"}, {"TIPLINE_SECRET_SMS_TWO_AUTH_TOKEN", "two"}});
  const auto settings = LoadSettings(file);
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->channels.at("sms").secrets.at("auth_token").Reveal(), "one");
  EXPECT_EQ(settings->channels.at("sms-two").secrets.at("auth_token").Reveal(), "two");
}

}  // namespace
}  // namespace tipline
