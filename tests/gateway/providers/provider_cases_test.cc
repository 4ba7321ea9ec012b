// Runs every case of tests/data/providers/<name>.json against the adapter of that name
// (provider_case.h has the format).
#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <gtest/gtest.h>

#include "gateway/providers/dialect.h"
#include "tests/gateway/providers/provider_case.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr size_t kFewestCases = 25;
constexpr size_t kFewestOfDialect = 12;  // its code is that of every other dialect

// GoogleTest asks for the cases when main begins, before any test could load the dialects.
std::vector<ProviderCase> AllCases() {
  const Status loaded = LoadDialects(std::string(TIPLINE_SOURCE_DIR) + "/config/dialects");
  if (!loaded) throw std::runtime_error(loaded.error().message);
  std::vector<ProviderCase> all;
  for (const auto& [name, provider] : Providers())
    for (ProviderCase& found : ReadProviderCases(name))
      all.push_back(std::move(found));
  return all;
}

std::string TestName(const ::testing::TestParamInfo<ProviderCase>& info) {
  std::string name = info.param.provider + "_" + info.param.Name();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name + "_" + std::to_string(info.index);
}

json Describe(const http::Response& response) {
  json shown = {{"status", response.status},
                {"content_type", response.content_type},
                {"body", response.body}};
  shown["headers"] = json::object();
  for (const auto& [name, value] : response.headers)
    shown["headers"][name] = value;
  return shown;
}

json Describe(const SendRequest& request) {
  json headers = json::object();
  for (const auto& [name, value] : request.headers)
    headers[name] = value;
  return {{"method", request.method},
          {"url", request.url},
          {"headers", headers},
          {"body", request.body}};
}

json Describe(const SendResult& result) {
  json shown = {{"class", SendClassName(result.outcome)},
                {"state", DeliveryStateName(result.state)}};
  if (!result.provider_id.empty()) shown["provider_id"] = result.provider_id;
  if (!result.reason.empty()) shown["reason"] = result.reason;
  if (result.retry_after.count() != 0) shown["retry_after_ms"] = result.retry_after.count();
  if (result.segments != 0) shown["segments"] = result.segments;
  if (result.cost_micros != 0) shown["cost_micros"] = result.cost_micros;
  if (!result.currency.empty()) shown["currency"] = result.currency;
  return shown;
}

// What an answer to a whole request is made of, as in the gateway: of none, only the event counts.
Inbound FirstOf(const std::vector<Inbound>& all, InboundKind event) {
  if (!all.empty()) return all.front();
  Inbound none;
  none.kind = event;
  return none;
}

void ExpectError(const Error& error, const json& wanted) {
  EXPECT_EQ(CodeName(error.code), wanted.at("code").get<std::string>());
  if (wanted.contains("message_starts")) {
    const std::string start = wanted.at("message_starts").get<std::string>();
    EXPECT_EQ(error.message.substr(0, start.size()), start);
  } else {
    EXPECT_EQ(error.message, wanted.at("message").get<std::string>());
  }
}

// Only what the case names: the fixed text of a 503 belongs to gateway/http.
void ExpectRendered(const http::Response& response, const json& wanted) {
  const json shown = Describe(response);
  ASSERT_TRUE(wanted.contains("status"));
  for (const auto& [name, value] : wanted.items())
    EXPECT_EQ(shown.at(name), value) << name;
}

class ProviderCases : public ::testing::TestWithParam<ProviderCase> {
 protected:
  const json& Case() const { return GetParam().body; }
  const Provider& Adapter() const { return *FindProvider(GetParam().provider); }
  ChannelSettings Channel() const {
    return TestChannel(GetParam().provider, Case().value("channel", json()));
  }

  Result<std::vector<Inbound>> Take(const http::Request& request, InboundKind event) const {
    const Settings settings = TestSettings(Case().value("public_url", TestSettings().public_url));
    if (!Case().value("no_auth", false))
      TRY(Adapter().Authenticate(request, event, PathTokenOf(request), Channel(), settings));
    return Adapter().ParseAll(request, event, Channel());
  }

  void RunInbound() const;
  void RunToken() const;
  void RunSend() const;
  void RunUnavailable() const;
};

void ProviderCases::RunInbound() const {
  const auto event = InboundKindFromName(Case().at("event").get<std::string>());
  ASSERT_TRUE(event.has_value());
  const http::Request request = ReadRequest(Case().at("request"));
  if (Case().contains("once_key")) {
    EXPECT_EQ(Adapter().Once(request, Channel()).name, Case().at("once_key"));
    EXPECT_EQ(Adapter().Once(request, Channel()).needed, Case().value("once_needed", false));
  }
  const Result<std::vector<Inbound>> inbound = Take(request, *event);
  if (Case().contains("error")) {
    ASSERT_FALSE(inbound.has_value());
    ExpectError(inbound.error(), Case().at("error"));
    return;
  }
  ASSERT_TRUE(inbound.has_value()) << inbound.error().message;
  json all = json::array();
  for (const Inbound& one : *inbound) {
    EXPECT_EQ(one.channel, GetParam().provider);
    all.push_back(gateway::Describe(one));
  }
  EXPECT_EQ(all,
            Case().contains("want_all") ? Case().at("want_all") : json::array({Case().at("want")}));
  if (!Case().contains("reply")) return;
  const json& reply = Case().at("reply");
  const http::Response response =
      Adapter().Render(FirstOf(*inbound, *event),
                       Reply{reply.at("text").get<std::string>(), reply.value("ends", false)});
  ExpectRendered(response, Case().at("rendered"));
}

void ProviderCases::RunSend() const {
  const json& send = Case().at("send");
  Outbound message;
  message.id = send.value("id", "01JDEMO0000000000000000001");
  message.kind = OutboundClassFromName(send.value("class", "reply")).value();
  message.channel = GetParam().provider;
  message.to = Secret<std::string>(send.at("to").get<std::string>());
  message.from = send.value("from", "");
  message.text = Secret<std::string>(send.at("text").get<std::string>());
  const std::string status_url = Case().value("status_url", "");
  const std::string access_token = Case().value("access_token", "");
  const TimePoint now = *ParseTime(send.value("now", "2026-01-31T08:15:00Z"));
  const Result<SendRequest> request =
      Adapter().BuildSend(message, Channel(), {status_url, access_token, now, "demo-nonce-0001"});
  if (Case().contains("error")) {
    ASSERT_FALSE(request.has_value());
    ExpectError(request.error(), Case().at("error"));
    return;
  }
  ASSERT_TRUE(request.has_value()) << request.error().message;
  EXPECT_EQ(Describe(*request), Case().at("want_request"));
  const json answers = Case().value("answers", json::array());
  for (const json& answer : answers) {
    SendReply reply{answer.at("status").get<int>(), answer.value("body", ""), {}};
    const json headers = answer.value("headers", json::object());
    for (const auto& [name, value] : headers.items())
      reply.headers.emplace_back(name, value.get<std::string>());
    EXPECT_EQ(Describe(Adapter().ReadSendOn(reply, Channel())), answer.at("want")) << answer.dump();
  }
}

void ProviderCases::RunToken() const {
  const TimePoint now = *ParseTime(Case().at("token").value("now", "2026-01-31T08:15:00Z"));
  const auto request = Adapter().BuildToken(Channel(), now);
  if (Case().contains("error")) {
    ASSERT_FALSE(request.has_value());
    ExpectError(request.error(), Case().at("error"));
    return;
  }
  ASSERT_TRUE(request.has_value()) << request.error().message;
  ASSERT_TRUE(request->has_value());
  EXPECT_EQ(Describe(**request), Case().at("want_request"));
  const json answers = Case().value("answers", json::array());
  for (const json& answer : answers) {
    const auto token =
        Adapter().ReadToken({answer.at("status").get<int>(), answer.value("body", ""), {}});
    ASSERT_EQ(token.has_value(), answer.contains("want")) << answer.dump();
    if (!token) {
      ExpectError(token.error(), answer.at("error"));
      continue;
    }
    EXPECT_EQ(token->value.Reveal(), answer.at("want").at("value").get<std::string>());
    EXPECT_EQ(token->lasts.count(), answer.at("want").at("lasts_ms").get<int64_t>());
  }
}

void ProviderCases::RunUnavailable() const {
  const json& wanted = Case().at("unavailable");
  const auto event = InboundKindFromName(wanted.at("event").get<std::string>());
  ASSERT_TRUE(event.has_value());
  ExpectRendered(Adapter().RenderUnavailable(*event, wanted.at("text").get<std::string>()),
                 Case().at("rendered"));
}

TEST_P(ProviderCases, Holds) {
  if (Case().contains("send")) return RunSend();
  if (Case().contains("token")) return RunToken();
  if (Case().contains("unavailable")) return RunUnavailable();
  RunInbound();
}

INSTANTIATE_TEST_SUITE_P(Data, ProviderCases, ::testing::ValuesIn(AllCases()), TestName);

TEST(ProviderRegistry, HasNoProviderOfAnotherName) {
  EXPECT_EQ(FindProvider("nobody"), nullptr);
  EXPECT_EQ(FindProvider(""), nullptr);
}

TEST(ProviderRegistry, EveryProviderHasItsCases) {
  const std::vector<std::string> dialects = DialectNames();
  EXPECT_FALSE(dialects.empty());
  for (const auto& [name, provider] : Providers()) {
    const bool dialect = std::find(dialects.begin(), dialects.end(), name) != dialects.end();
    EXPECT_GE(ReadProviderCases(name).size(), dialect ? kFewestOfDialect : kFewestCases)
        << ProviderDataFile(name);
  }
}

TEST(ProviderRegistry, EveryProviderHasItsRowInTheReadme) {
  std::ifstream file(std::string(TIPLINE_SOURCE_DIR) + "/README.md");
  const std::string readme((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
  for (const auto& [name, provider] : Providers()) {
    const ProviderInfo info = provider->Info();
    EXPECT_FALSE(info.title.empty() || info.carries.empty() || info.verified.empty()) << name;
    EXPECT_NE(readme.find("| `" + name + "` | " + info.title + " | " + info.carries + " |"),
              std::string::npos)
        << name;
  }
}

// An error of an adapter is logged: whatever comes in, it must not repeat what came in.
TEST(ProviderErrors, NeverEchoTheInput) {
  int errors = 0;
  for (const ProviderCase& provider_case : AllCases()) {
    if (!provider_case.body.contains("error") || !provider_case.body.contains("request")) continue;
    const std::string message = provider_case.body.at("error").value("message", "");
    const http::Request request = ReadRequest(provider_case.body.at("request"));
    ++errors;
    const http::Form form(request.body);
    for (const auto& [name, value] : form.fields())
      EXPECT_TRUE(value.size() <= 7 || message.find(value) == std::string::npos)
          << provider_case.Name();
    EXPECT_EQ(message.find("2547"), std::string::npos) << provider_case.Name();
  }
  EXPECT_GT(errors, 20);
}

}  // namespace
}  // namespace tipline::gateway
