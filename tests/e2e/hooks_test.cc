// What providers do beside the plain message: parts, batches, signatures seen before, addresses
// that nobody allowed. Through the running gateway, as on the wire.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/base/crypto.h"
#include "gateway/base/hmac.h"
#include "gateway/http/message.h"
#include "tests/system/metrics.h"
#include "tests/system/system.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

constexpr const char* kForm = "application/x-www-form-urlencoded";

json Part(int part, int total, const std::string& words, const std::string& reference) {
  return {{"id", reference + "-" + std::to_string(part)},
          {"from", "+254711000021"},
          {"to", "22395"},
          {"text", words},
          {"concat", {{"reference", reference}, {"part", part}, {"total", total}}}};
}

std::vector<std::string> TextsOf(const System& system) {
  std::vector<std::string> texts;
  for (const json& one : system.Cases()) {
    const Finished done =
        system.Tipline({"--json", "case", "show", one.at("id").get<std::string>()});
    const json shown = json::parse(done.out, nullptr, false);
    for (const json& tip : shown.value("tips", json::array()))
      texts.push_back(tip.value("text", ""));
  }
  return texts;
}

// As if the time of all waiting groups were over.
size_t EndWaiting(System& system) {
  store::Redis redis(system.redis().options("tl-admin"));
  size_t ended = 0;
  for (int p = 0; p < 64; ++p) {
    std::string key = "tl:{p" + std::string(p < 10 ? "0" : "") + std::to_string(p) + "}:cd";
    const auto names = redis.Run({"ZRANGE", key, "0", "-1"});
    for (size_t i = 0; names && i < names->view().size(); ++i)
      if (redis.Run({"ZADD", key, "1", std::string(names->view()[i].text())})) ++ended;
  }
  return ended;
}

TEST(Hooks, PartsOfALongMessageAreOneTipWhateverTheirOrder) {
  auto system = System::Start();
  ASSERT_NE(system, nullptr);
  Wire wire(system->gateway_port());
  const std::vector<std::string> words = {"I saw a locked house near the old mill. ",
                                          "Six girls are kept there and cannot leave. ",
                                          "A man with a white van brings them at night."};
  for (const int part : {3, 1, 1, 2, 3}) {
    const auto at = static_cast<size_t>(part - 1);
    EXPECT_EQ(wire.Post("/hooks/generic/sms", Part(part, 3, words[at], "7").dump()).status, 200);
  }
  EXPECT_EQ(Webhooks(*system, "generic", "part"), 2U);
  EXPECT_EQ(Webhooks(*system, "generic", "repeat"), 2U);
  ASSERT_TRUE(AllTakenIn(*system));
  EXPECT_EQ(TextsOf(*system), std::vector<std::string>{words[0] + words[1] + words[2]});
}

TEST(Hooks, APartWhoseOthersNeverComeIsNotLost) {
  auto system = System::Start();
  ASSERT_NE(system, nullptr);
  Wire wire(system->gateway_port());
  const std::string words = "Six girls are kept there and cannot leave.";
  EXPECT_EQ(wire.Post("/hooks/generic/sms", Part(2, 3, words, "8").dump()).status, 200);
  EXPECT_EQ(system->CaseCount(), 0U);
  // A gateway that dies loses nothing of it either.
  system->gateway().Kill();
  system->StartGateway();
  ASSERT_TRUE(Eventually([&] { return system->GatewayReady(); }));
  EXPECT_EQ(EndWaiting(*system), 1U);
  ASSERT_TRUE(Eventually([&] { return system->CaseCount() == 1; }));
  const auto texts = TextsOf(*system);
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_NE(texts[0].find(words), std::string::npos);
  EXPECT_NE(texts[0].find("[...]"), std::string::npos) << "staff see that something is missing";
}

TEST(Hooks, OnlyAllowedAddressesAreHeard) {
  SystemOptions options;
  options.config["channels"]["generic"]["allow_from"] = {"192.0.2.0/24"};
  options.config["trusted_proxies"] = {"127.0.0.1"};
  auto system = System::Start(options);
  ASSERT_NE(system, nullptr);
  Wire wire(system->gateway_port());
  int number = 0;
  const auto post = [&](const std::string& headers) {
    const json body = {{"id", std::to_string(++number)},
                       {"from", "+254711000022"},
                       {"to", "22395"},
                       {"text", "hello"}};
    return wire.Post("/hooks/generic/sms", body.dump(), "application/json", headers).status;
  };
  EXPECT_EQ(post(""), 403);
  EXPECT_EQ(post("X-Forwarded-For: 203.0.113.9\r\n"), 403);
  EXPECT_EQ(post("X-Forwarded-For: 192.0.2.7, 203.0.113.9\r\n"), 403) << "the first hop is a claim";
  EXPECT_EQ(SessionCount(*system), 0U);
  EXPECT_EQ(Webhooks(*system, "generic", "rejected"), 3U);
  EXPECT_EQ(post("X-Forwarded-For: 203.0.113.9, 192.0.2.7\r\n"), 200);
  EXPECT_EQ(SessionCount(*system), 1U);
}

// Plivo's V2 signature covers the URL and a nonce, not the body.
TEST(Hooks, ASignatureIsGoodForTheBodyThatItCameWith) {
  SystemOptions options;
  options.config["channels"]["plivo"] = {
      {"provider", "plivo"}, {"codes", {"22395"}}, {"options", {{"signature", "any"}}}};
  options.secrets["plivo"]["auth_token"] = "sandbox-plivo-auth-token";
  auto system = System::Start(options);
  ASSERT_NE(system, nullptr);
  const std::string url =
      "http://127.0.0.1:" + std::to_string(system->gateway_port()) + "/hooks/plivo/sms";
  const std::string nonce = "05429567804466091622";
  const std::string headers =
      "X-Plivo-Signature-V2: " + Base64(HmacSha256("sandbox-plivo-auth-token", url + nonce)) +
      "\r\nX-Plivo-Signature-V2-Nonce: " + nonce + "\r\n";
  const std::string from = "From=254711000023&To=22395&MessageUUID=m1&Type=sms&Text=";
  Wire wire(system->gateway_port());
  const auto post = [&](const std::string& text) {
    return wire.Post("/hooks/plivo/sms", from + text, kForm, headers).status;
  };
  EXPECT_EQ(post("help"), 200);
  EXPECT_EQ(post("help"), 200) << "the provider tries again";
  EXPECT_EQ(post("forged"), 403);
  EXPECT_EQ(Webhooks(*system, "plivo", "rejected"), 1U);
  EXPECT_EQ(Webhooks(*system, "plivo", "repeat"), 1U);
}

// A nonce that cannot be looked up might have come with other words before.
TEST(Hooks, ASignatureThatSaysNothingOfTheWordsWaitsForTheStore) {
  SystemOptions options;
  for (const std::string id : {"plivo", "plivo-v3"}) {
    options.config["channels"][id] = {{"provider", "plivo"}, {"codes", {"22395"}}};
    options.secrets[id]["auth_token"] = "sandbox-plivo-auth-token";
  }
  options.config["channels"]["plivo"]["options"] = {{"signature", "any"}};
  auto system = System::Start(options);
  ASSERT_NE(system, nullptr);
  const std::string origin = "http://127.0.0.1:" + std::to_string(system->gateway_port());
  const std::string fields = "From=254711000024&MessageUUID=m1&Text=help&To=22395&Type=sms";
  const std::string signed_text = "From254711000024MessageUUIDm1TexthelpTo22395Typesms";
  const auto post = [&](const std::string& path, const std::string& version,
                        const std::string& text, const std::string& nonce) {
    const std::string header = "X-Plivo-Signature-" + version;
    const std::string signature =
        Base64(HmacSha256("sandbox-plivo-auth-token", origin + path + text + nonce));
    return Wire(system->gateway_port())
        .Post(path, fields, kForm,
              header + ": " + signature + "\r\n" + header + "-Nonce: " + nonce + "\r\n");
  };
  system->redis().Stop();
  ASSERT_TRUE(Eventually([&] { return !system->GatewayReady(); }));
  const WireReply v2 = post("/hooks/plivo/sms", "V2", "", "1");
  EXPECT_EQ(v2.status, 503);
  EXPECT_NE(v2.head.find("Retry-After: "), std::string::npos);
  EXPECT_EQ(post("/hooks/plivo/sms", "V3", "?" + signed_text + ".", "2").status, 503)
      << "its nonce could be used with V2 afterwards";
  EXPECT_EQ(post("/hooks/plivo-v3/sms", "V3", "?" + signed_text + ".", "3").status, 200)
      << "it covers the words, which wait in the spool";
  system->redis().StartAgain();
  ASSERT_TRUE(Eventually([&] { return system->GatewayReady(); }));
  EXPECT_EQ(post("/hooks/plivo/sms", "V2", "", "1").status, 200);
  EXPECT_EQ(Webhooks(*system, "plivo", "unavailable"), 2U);
}

TEST(Hooks, ALargeBatchIsTakenFromWhoIsKnownByTheHead) {
  auto system = System::Start();
  ASSERT_NE(system, nullptr);
  json results = json::array();
  for (int i = 0; i < 40; ++i)
    results.push_back({{"messageId", "large-" + std::to_string(i)},
                       {"from", "2547110002" + std::to_string(10 + i)},
                       {"to", "22395"},
                       {"text", std::string(2000, 'x')}});
  const std::string body = json{{"results", results}}.dump();
  ASSERT_GT(body.size(), http::kMaxBodyBytes);
  const auto post = [&](const std::string& at, const std::string& what) {
    return Wire(system->gateway_port()).Post(at, what).status;
  };
  EXPECT_EQ(post("/hooks/infobip/sms/sandbox-infobip-path-token", body), 200);
  EXPECT_EQ(SessionCount(*system), 40U);
  EXPECT_EQ(post("/hooks/infobip/sms/another", body), 413);
  EXPECT_EQ(post("/hooks/generic/sms", body), 413);
  EXPECT_EQ(post("/hooks/infobip/sms/sandbox-infobip-path-token",
                 std::string(http::kMostBodyBytes + 1, ' ')),
            413);
}

TEST(Hooks, EveryMessageOfABatchIsTakenAndOneBadOneCostsNoOther) {
  auto system = System::Start();
  ASSERT_NE(system, nullptr);
  json results = json::array();
  for (int i = 0; i < 20; ++i)
    results.push_back({{"messageId", "m" + std::to_string(i)},
                       {"from", "2547110001" + std::to_string(10 + i)},
                       {"to", "22395"},
                       {"text", "I saw a locked house " + std::to_string(i)},
                       {"receivedAt", "2026-01-31T08:15:00.123+0000"}});
  results[7].erase("from");
  Wire wire(system->gateway_port());
  const std::string at = "/hooks/infobip/sms/sandbox-infobip-path-token";
  const std::string body = json{{"results", results}}.dump();
  EXPECT_EQ(wire.Post(at, body).status, 200);
  EXPECT_EQ(SessionCount(*system), 19U);
  EXPECT_EQ(wire.Post(at, body).status, 200);
  EXPECT_EQ(SessionCount(*system), 19U);
  EXPECT_EQ(Webhooks(*system, "infobip", "repeat"), 19U);
  EXPECT_EQ(wire.Post(at, R"({"results":[]})").status, 200);
}

}  // namespace
}  // namespace tipline::testing
