// Every provider that is sent to: what the adapter sends is accepted by the fake API, its reports
// find the message, and every failure is classified as the wire facts say.
#include <algorithm>
#include <string>

#include "gateway/webhooks/route.h"
#include "tests/workers/emulate/providers_world.h"
#include "workers/emulate/send_api.h"

namespace tipline::emulate {
namespace {

constexpr const char* kReference = "01JDEMO0000000000000000001";

class EmulatedApi : public ProvidersWorld {
 protected:
  Outbound Message(const std::string& text) const {
    Outbound message;
    message.id = kReference;
    message.channel = channel_.id;
    message.to = Secret<std::string>(profile_.phone);
    message.text = Secret<std::string>(text);
    return message;
  }
  http::Request Sent(const Outbound& message) const;
  static void Ask(const gateway::SendRequest& built, http::Request& request);
  bool ChecksCredentials() const;
  void ExpectReportsFind(const ReceivedSms& sms, const std::string& provider_id) const;
};

void EmulatedApi::Ask(const gateway::SendRequest& built, http::Request& request) {
  request.method = built.method;
  request.headers = built.headers;
  request.body = built.body;
  const size_t path = built.url.find('/', built.url.find("://") + 3);
  SetTarget(path == std::string::npos ? "/" : built.url.substr(path), request);
}

http::Request EmulatedApi::Sent(const Outbound& message) const {
  http::Request request;
  const auto token = Adapter().BuildToken(channel_, kNow);
  EXPECT_TRUE(token) << token.error().message;
  std::string access_token;
  if (token && *token) {
    Ask(**token, request);
    const auto judged = Judge(TheLine(), request, kId, kNow, "");
    EXPECT_TRUE(judged && judged->token) << (judged ? judged->why : judged.error().message);
    if (!judged) return request;
    const auto lent =
        Adapter().ReadToken({judged->answer.status, judged->answer.body, judged->answer.headers});
    EXPECT_TRUE(lent) << lent.error().message << judged->why;
    if (lent) access_token = lent->value.Reveal();
  }
  const std::string status_url = gateway::StatusUrl(settings_, channel_, message.id);
  const auto built =
      Adapter().BuildSend(message, channel_, {status_url, access_token, kNow, "nonce"});
  EXPECT_TRUE(built) << built.error().message;
  if (built) Ask(*built, request);
  return request;
}

// Every report for it comes back to it, by our reference or by the id that we were given.
void EmulatedApi::ExpectReportsFind(const ReceivedSms& sms, const std::string& provider_id) const {
  if (!profile_.status) return;
  for (const auto& [state, values] : profile_.status->states) {
    const auto webhook = StatusWebhook(
        TheLine(), {sms.id, sms.reference, sms.to, sms.from, sms.status_url, state}, kNow, "nonce");
    ASSERT_TRUE(webhook) << webhook.error().message;
    const Inbound inbound = TakeOne(webhook, gateway::FindRoute(*webhook).event);
    EXPECT_STREQ(DeliveryStateName(inbound.state), DeliveryStateName(state));
    EXPECT_TRUE(inbound.reference == kReference ||
                (!provider_id.empty() && inbound.provider_id == provider_id))
        << "neither our reference nor the id of the answer comes back";
  }
}

// The channel has all secrets of one way to log in.
bool EmulatedApi::ChecksCredentials() const {
  const Values values = ValuesOf(TheLine(), InboundKind::kSms, kNow);
  const ApiForm& form = profile_.token ? *profile_.token : *profile_.send;
  return std::any_of(form.credentials.begin(), form.credentials.end(), [&](const auto& way) {
    return std::all_of(way.begin(), way.end(), [&](const Credential& credential) {
      return !form.values.is_null() || Expand(credential.is, values).has_value();
    });
  });
}

TEST_P(EmulatedApi, WhatIsSentIsAcceptedAndItsReportsFindTheMessage) {
  for (const char* words : {kWords, kUnicode}) {
    const http::Request request = Sent(Message(words));
    const auto judged = Judge(TheLine(), request, kId, kNow, "");
    ASSERT_TRUE(judged) << judged.error().message;
    ASSERT_EQ(judged->failure, "") << judged->why;
    ASSERT_TRUE(judged->sms.has_value());
    EXPECT_EQ(judged->sms->text, words);
    EXPECT_TRUE(judged->sms->to.ends_with(profile_.phone.substr(4))) << "to, perhaps national";
    const gateway::SendResult result =
        Adapter().ReadSend({judged->answer.status, judged->answer.body, judged->answer.headers});
    EXPECT_STREQ(gateway::SendClassName(result.outcome), "sent") << result.reason;
    ExpectReportsFind(*judged->sms, result.provider_id);
  }
}

TEST_P(EmulatedApi, EveryFailureIsClassifiedAsTheWireFactsSay) {
  const http::Request request = Sent(Message(kWords));
  for (const std::string& failure : FailuresOf(*profile_.send)) {
    const auto judged = Judge(TheLine(), request, kId, kNow, failure);
    ASSERT_TRUE(judged) << judged.error().message;
    EXPECT_EQ(judged->failure, failure) << judged->why;
    const auto wanted = ClassOfFailure(*profile_.send, failure);
    ASSERT_TRUE(wanted) << wanted.error().message;
    const gateway::SendResult result =
        Adapter().ReadSend({judged->answer.status, judged->answer.body, judged->answer.headers});
    EXPECT_STREQ(gateway::SendClassName(result.outcome), gateway::SendClassName(*wanted))
        << failure;
  }
}

TEST_P(EmulatedApi, WrongCredentialsAndMissingFieldsAreRefused) {
  http::Request nothing = Sent(Message(kWords));
  nothing.headers.clear();
  nothing.body.clear();
  SetTarget(std::string(nothing.path), nothing);
  const auto judged = Judge(TheLine(), nothing, kId, kNow, "");
  ASSERT_TRUE(judged) << judged.error().message;
  EXPECT_NE(judged->failure, "");
  if (!ChecksCredentials()) return;  // nobody has configured any
  http::Request right = Sent(Message(kWords));
  if (profile_.token) Ask(**Adapter().BuildToken(channel_, kNow), right);
  ChannelSettings other = channel_;
  for (auto& [name, secret] : other.secrets)
    if (name != "account_sid") secret = Secret<std::string>("another");
  const auto refused = Judge({profile_, other, settings_}, right, kId, kNow, "");
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_NE(refused->failure, "") << "a send with wrong credentials was accepted";
}

TIPLINE_OF_PROVIDERS(EmulatedApi, profile.send.has_value());

}  // namespace
}  // namespace tipline::emulate
