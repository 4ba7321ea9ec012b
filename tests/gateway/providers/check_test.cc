// What every program refuses before it begins: providers and secrets that do not exist, and a
// channel whose webhooks could not be authenticated.
#include <gtest/gtest.h>

#include "gateway/providers/provider.h"

namespace tipline::gateway {
namespace {

Settings With(const std::string& provider, const std::vector<std::string>& secrets) {
  Settings settings;
  settings.file = "f.json";
  ChannelSettings& channel = settings.channels["c"];
  channel.id = "c";
  channel.provider = provider;
  for (const std::string& name : secrets)
    channel.secrets[name] = Secret<std::string>("x");
  return settings;
}

struct Case {
  const char* provider;
  std::vector<std::string> secrets;
  const char* error;  // empty: none
};

TEST(CheckChannels, NamesWhatIsWrongAndWhatIsAllowed) {
  const std::vector<Case> cases = {
      {"generic", {"token"}, ""},
      {"generic", {"token", "token_old", "api_key"}, ""},
      {"twilio", {"auth_token", "account_sid"}, ""},
      {"kannel", {"path_token", "username", "password"}, ""},
      {"africastalking", {"path_token"}, ""},
      {"kannel",
       {"username", "password"},
       "f.json: /channels/c: found no secret \"path_token\"; allowed: it, under \"c\" in "
       "secrets_file or as TIPLINE_SECRET_<CHANNEL>_<KEY>: webhooks are known by it"},
      {"kannel",
       {"path_tokn"},
       "f.json: /channels/c: found a secret \"path_tokn\"; allowed: path_token, path_token_old, "
       "username, password (of provider kannel)"},
  };
  for (const Case& one : cases) {
    const Status checked = CheckChannels(With(one.provider, one.secrets), Webhooks::kTaken);
    EXPECT_EQ(checked ? "" : checked.error().message, one.error);
  }
}

TEST(CheckChannels, NamesTheProvidersThatThereAre) {
  const Status checked = CheckChannels(With("nobody", {"token"}), Webhooks::kTaken);
  ASSERT_FALSE(checked);
  EXPECT_EQ(
      checked.error().message.find("f.json: /channels/c/provider: found \"nobody\"; allowed: "),
      0U);
  for (const auto& [name, provider] : Providers())
    EXPECT_NE(checked.error().message.find(name), std::string::npos) << name;
}

TEST(CheckChannels, NamesAWrongOptionAndNotItsValue) {
  Settings settings = With("plivo", {"auth_token"});
  settings.channels["c"].options["signature"] = "a-secret-by-mistake";
  const Status checked = CheckChannels(settings, Webhooks::kTaken);
  ASSERT_FALSE(checked);
  EXPECT_NE(checked.error().message.find("/channels/c/options/signature"), std::string::npos);
  EXPECT_EQ(checked.error().message.find("a-secret-by-mistake"), std::string::npos);
}

TEST(CheckChannels, AnOpenChannelOfTheSandboxNeedsNoSecret) {
  Settings settings = With("generic", {});
  EXPECT_FALSE(CheckChannels(settings, Webhooks::kTaken));
  settings.channels["c"].require_auth = false;
  EXPECT_TRUE(CheckChannels(settings, Webhooks::kTaken));
}

TEST(CheckChannels, WhoTakesNoWebhooksNeedsNotWhatTheyAreKnownBy) {
  const Settings worker = With("africastalking", {"username", "api_key"});
  EXPECT_TRUE(CheckChannels(worker, Webhooks::kNotTaken));
  EXPECT_FALSE(CheckChannels(worker, Webhooks::kTaken));
  EXPECT_FALSE(CheckChannels(With("africastalking", {"api_kay"}), Webhooks::kNotTaken));
}

TEST(CheckChannels, EveryProviderNamesSomethingToKnowItsWebhooksBy) {
  for (const auto& [name, provider] : Providers()) {
    int needed = 0;
    for (const SecretName& secret : provider->Secrets())
      needed += secret.needed ? 1 : 0;
    EXPECT_GE(needed, 1) << name;
  }
}

TEST(CheckChannels, WantsTheSecretsThatAnswersAreMadeOf) {
  Settings settings = With("vodacom", {"path_token"});
  const char* wrong =
      "f.json: /channels/c: found no secret \"callback\"; allowed: it, under \"c\" in "
      "secrets_file or as TIPLINE_SECRET_<CHANNEL>_<KEY>: the address that the provider calls, "
      "told in each answer";
  for (const bool authenticated : {true, false}) {
    settings.channels["c"].require_auth = authenticated;
    const Status checked = CheckChannels(settings, Webhooks::kTaken);
    EXPECT_EQ(checked ? "" : checked.error().message, wrong);
  }
  EXPECT_TRUE(CheckChannels(settings, Webhooks::kNotTaken));
  settings.channels["c"].secrets["callback"] =
      Secret<std::string>("https://gw.example.org/hooks/c/ussd/x");
  EXPECT_TRUE(CheckChannels(settings, Webhooks::kTaken));
}

TEST(CheckChannels, RefusesASecretAmongTheOptions) {
  Settings settings = With("vodacom", {"path_token", "callback"});
  settings.channels["c"].options["callback"] = "https://gw.example.org/hooks/c/ussd/x";
  for (const Webhooks webhooks : {Webhooks::kTaken, Webhooks::kNotTaken}) {
    const Status checked = CheckChannels(settings, webhooks);
    EXPECT_EQ(checked ? "" : checked.error().message,
              "f.json: /channels/c/options/callback: found a secret in the configuration; "
              "allowed: it under \"c\" in secrets_file or as TIPLINE_SECRET_<CHANNEL>_<KEY>");
  }
}

TEST(PrepareChannels, MakesNoScreenLargerThanTheProviderTakes) {
  Settings settings = With("nalo", {"path_token"});
  settings.channels["kannel"] = With("kannel", {"path_token"}).channels["c"];
  settings.dialects_dir.clear();
  ASSERT_TRUE(PrepareChannels(settings, Webhooks::kTaken));
  EXPECT_EQ(settings.channels["c"].screen_gsm7, 120);
  EXPECT_EQ(settings.channels["c"].screen_ucs2, 70);
  EXPECT_EQ(settings.channels["kannel"].screen_gsm7, 160);
}

TEST(PrepareChannels, GivesTheSandboxTheAddressThatIsTold) {
  Settings settings;
  settings.sandbox = true;
  settings.public_url = "http://127.0.0.1:8080";
  settings.dialects_dir.clear();
  ASSERT_TRUE(PrepareChannels(settings, Webhooks::kTaken));
  EXPECT_EQ(settings.channels["vodacom"].secrets["callback"].Reveal(),
            "http://127.0.0.1:8080/hooks/vodacom/ussd/sandbox-vodacom-path-token");
}

}  // namespace
}  // namespace tipline::gateway
