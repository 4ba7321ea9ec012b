// Batches of Infobip that are larger than what others may send.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/providers/provider.h"
#include "tests/gateway/providers/provider_case.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

Result<std::vector<Inbound>> Parse(const json& results) {
  http::Request request;
  request.method = "POST";
  request.body = json{{"results", results}}.dump();
  ChannelSettings channel;
  channel.id = "infobip";
  channel.region = "KE";
  return FindProvider("infobip")->ParseAll(request, InboundKind::kSms, channel);
}

json Message(int number, std::string text) {
  json message = {{"messageId", "m" + std::to_string(number)},
                  {"from", "254711000001"},
                  {"to", "22395"},
                  {"text", std::move(text)}};
  for (const char* name : {"keyword", "cleanText", "receivedAt", "callbackData", "pairedMessageId"})
    message[name] = "";
  message["price"] = {{"pricePerMessage", 0}, {"currency", "EUR"}};
  return message;
}

TEST(InfobipBatch, HoldsAsManyMessagesAsFitIntoItsLargestBody) {
  const size_t size = Message(1000, "help").dump().size() + 1;
  const size_t count = http::kMostBodyBytes / size - 1;
  json results = json::array();
  for (size_t i = 0; i < count; ++i)
    results.push_back(Message(static_cast<int>(i), "help"));
  const auto all = Parse(results);
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), count);
  EXPECT_EQ(all->back().text.Reveal(), "help");
}

TEST(InfobipBatch, OneMessageIsNotLongerThanThoseOfOthers) {
  const auto all =
      Parse(json::array({Message(1, std::string(http::kMaxBodyBytes + 10, 'x')), Message(2, "b")}));
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ(all->front().text.Reveal().size(), http::kMaxBodyBytes);
  EXPECT_EQ(all->back().text.Reveal(), "b");
}

TEST(InfobipBatch, OnlyWhoIsKnownByTheHeadMaySendMore) {
  for (const auto& [name, provider] : Providers())
    EXPECT_EQ(provider->MaxBody(), name == "infobip" ? http::kMostBodyBytes : http::kMaxBodyBytes)
        << name;
}

}  // namespace
}  // namespace tipline::gateway
