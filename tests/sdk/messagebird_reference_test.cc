// The 44 cases by which MessageBird says whether somebody verifies its tokens as it means them: in
// its SDK from npm (lib/testdata), each with a time, a URL and a key of its own.
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/providers/provider.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr const char* kFile =
    "/tests/sdk/node_modules/messagebird/lib/testdata/webhook-signature-jwt-reference.json";
constexpr size_t kCases = 44;

// "2021-07-05T12:00:00+02:00" of every case.
constexpr const char* kTime = "2021-07-05T12:00:00+02:00";
const TimePoint kReceivedAt = FromMillis(1'625'479'200'000);

Status Authenticate(const Provider& messagebird, const json& reference) {
  const std::string url = reference.at("url");
  const size_t path = url.find('/', url.find("://") + 3);
  http::Request request;
  request.method = reference.at("method");
  request.target = url.substr(path);
  const size_t question = request.target.find('?');
  request.path = request.target.substr(0, question);
  if (question != std::string::npos) request.query = request.target.substr(question + 1);
  request.headers = {{"MessageBird-Signature-JWT", reference.at("token")}};
  request.body = reference.value("payload", "");
  request.received_at = kReceivedAt;
  Settings settings;
  settings.public_url = url.substr(0, path);
  ChannelSettings channel;
  channel.id = "messagebird";
  channel.secrets.emplace("signing_key", reference.value("secret", "the one without a signature"));
  return messagebird.Authenticate(request, InboundKind::kSms, "", channel, settings);
}

TEST(MessageBirdReference, EveryCaseOfTheSdkIsJudgedAsItSays) {
  const Provider* messagebird = FindProvider("messagebird");
  ASSERT_NE(messagebird, nullptr);
  std::ifstream file(std::string(TIPLINE_SOURCE_DIR) + kFile);
  const json cases = json::parse(file, nullptr, false);
  ASSERT_TRUE(cases.is_array()) << "npm ci in tests/sdk is missing (ops/test does it)";
  ASSERT_EQ(cases.size(), kCases);
  for (const json& reference : cases) {
    ASSERT_EQ(reference.at("timestamp"), kTime);
    const Status judged = Authenticate(*messagebird, reference);
    EXPECT_EQ(static_cast<bool>(judged), reference.at("valid").get<bool>())
        << reference.at("name") << (judged ? "" : ": " + judged.error().message);
  }
}

}  // namespace
}  // namespace tipline::gateway
