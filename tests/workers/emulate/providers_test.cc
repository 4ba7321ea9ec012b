// Every provider against its emulation, without a process: what the emulator sends is taken by the
// adapter, what the adapter answers is read back, what the adapter sends is accepted by the fake
// API, and every failure of it is classified as the wire facts say.
#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "flows/base/json.h"
#include "gateway/providers/dialect.h"
#include "gateway/providers/provider.h"
#include "gateway/webhooks/route.h"
#include "workers/emulate/answer.h"
#include "workers/emulate/calls.h"
#include "workers/emulate/send_api.h"

namespace tipline::emulate {
namespace {

constexpr const char* kId = "0123456789abcdef0123456789abcdef";
constexpr const char* kReference = "01JDEMO0000000000000000001";
constexpr const char* kWords = "Two girls at the mill & cannot leave; 5 < 6, \"help\"";
constexpr const char* kUnicode = "वे घर से बाहर नहीं जा सकतीं 🙏";
const TimePoint kNow = FromMillis(1'767'225'600'000);

std::string Root() {
  return TIPLINE_SOURCE_DIR;
}

const Settings& Sandbox() {
  static const Settings settings = [] {
    auto loaded = LoadSettings(Root() + "/config/sandbox.json");
    EXPECT_TRUE(loaded) << loaded.error().message;
    if (!loaded) return Settings();
    loaded->dialects_dir = Root() + "/config/dialects";
    const Status prepared = gateway::PrepareChannels(*loaded, gateway::Webhooks::kTaken);
    EXPECT_TRUE(prepared) << prepared.error().message;
    return *loaded;
  }();
  return settings;
}

// The sandbox's channel, with what only sending needs.
ChannelSettings ChannelOf(const std::string& name) {
  const auto found = std::find_if(Sandbox().channels.begin(), Sandbox().channels.end(),
                                  [&name](const auto& one) { return one.second.provider == name; });
  EXPECT_NE(found, Sandbox().channels.end()) << name;
  if (found == Sandbox().channels.end()) return {};
  ChannelSettings channel = found->second;
  channel.api_url = "http://127.0.0.1:9";
  const auto dialects = gateway::DialectNames();
  if (std::find(dialects.begin(), dialects.end(), name) != dialects.end())
    for (const auto& option : gateway::FindProvider(name)->Options())
      if (option.right("1")) channel.options.emplace(option.name, "1");
  return channel;
}

// Providers whose emulation has something. Dialects come from their folder.
std::vector<std::string> Names(bool (*has)(const Profile& profile)) {
  if (!gateway::LoadDialects(Root() + "/config/dialects")) return {};
  std::vector<std::string> names;
  for (const auto& [name, provider] : gateway::Providers()) {
    const auto profile =
        FindProfile(name, Root() + "/config/emulator", Root() + "/config/dialects");
    if (profile && has(*profile)) names.push_back(name);
  }
  return names;
}

class Emulated : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    auto found = FindProfile(GetParam(), Root() + "/config/emulator", Root() + "/config/dialects");
    ASSERT_TRUE(found) << found.error().message;
    profile_ = *std::move(found);
    channel_ = ChannelOf(GetParam());
    settings_ = Sandbox();
  }
  const gateway::Provider& Adapter() const { return *gateway::FindProvider(GetParam()); }
  Line TheLine() const { return {profile_, channel_, settings_}; }
  const Network& TheNetwork() const { return profile_.networks.front(); }

  // As the gateway takes it: routed, authenticated, parsed.
  Result<std::vector<Inbound>> Take(http::Request request, InboundKind event) const {
    request.received_at = kNow;
    const gateway::Route route = gateway::FindRoute(request);
    if (route.kind != gateway::Route::Kind::kHook || route.channel != channel_.id ||
        route.event != event)
      return Invalid("the gateway has no such URL");
    if (channel_.require_auth)
      TRY(Adapter().Authenticate(request, event, route.token, channel_, settings_));
    return Adapter().ParseAll(request, event, channel_);
  }
  Inbound TakeOne(const Result<http::Request>& request, InboundKind event) const {
    EXPECT_TRUE(request) << request.error().message;
    if (!request) return {};
    const auto all = Take(*request, event);
    EXPECT_TRUE(all) << all.error().message;
    if (!all) return {};
    EXPECT_EQ(all->size(), 1U);
    return all->empty() ? Inbound() : all->front();
  }
  static Answer AnswerOf(const http::Response& response) {
    Answer answer{response.status, response.headers, response.body};
    answer.headers.emplace_back("Content-Type", response.content_type);
    return answer;
  }

  Outbound Message(const std::string& text) const {
    Outbound message;
    message.id = kReference;
    message.channel = channel_.id;
    message.to = Secret<std::string>(profile_.phone);
    message.text = Secret<std::string>(text);
    return message;
  }
  http::Request Sent(const Outbound& message) const;
  void Ask(const gateway::SendRequest& built, http::Request& request) const;
  bool ChecksCredentials() const;
  void ExpectReportsFind(const ReceivedSms& sms, const std::string& provider_id) const;

  Profile profile_;
  ChannelSettings channel_;
  Settings settings_;
};

class EmulatedUssd : public Emulated {};
class EmulatedUssdEnd : public Emulated {};
class EmulatedSms : public Emulated {};
class EmulatedParts : public Emulated {};
class EmulatedReports : public Emulated {};
class EmulatedApi : public Emulated {};

void Emulated::Ask(const gateway::SendRequest& built, http::Request& request) const {
  request.method = built.method;
  request.headers = built.headers;
  request.body = built.body;
  const size_t path = built.url.find('/', built.url.find("://") + 3);
  SetTarget(path == std::string::npos ? "/" : built.url.substr(path), request);
}

http::Request Emulated::Sent(const Outbound& message) const {
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

TEST_P(EmulatedUssd, TurnsAreTakenAndScreensReadBack) {
  Call call{"0123456789abcdef0123456789abcdef", profile_.phone, ServiceCodeOf(channel_), {}, ""};
  std::string session;
  for (const char* input : {"", "1", "Kisumu"}) {
    if (*input != '\0') call.inputs.emplace_back(input);
    const Inbound turn =
        TakeOne(TurnWebhook(TheLine(), TheNetwork(), call, kNow, "nonce"), InboundKind::kUssd);
    EXPECT_EQ(turn.kind, InboundKind::kUssd);
    EXPECT_EQ(turn.from.Reveal(), profile_.phone);
    EXPECT_FALSE(turn.ignore) << turn.reason;
    if (session.empty()) session = turn.session;
    EXPECT_EQ(turn.session, session);
    const bool first = call.inputs.empty();
    const std::string all = first ? "" : call.inputs.size() == 1 ? "1" : "1*Kisumu";
    // What marks no first turn may have the code there: the session is new anyway.
    if (!first || turn.first) {
      EXPECT_EQ(turn.text.Reveal(), turn.accumulated ? all : std::string(input));
    }
    for (const bool ends : {false, true}) {
      const auto shown =
          ReadAnswer(profile_.ussd->answer,
                     AnswerOf(Adapter().Render(turn, {"Is it safe?\n1 Yes & no\n2 <No>", ends})));
      ASSERT_TRUE(shown) << shown.error().message;
      EXPECT_EQ(shown->text, "Is it safe?\n1 Yes & no\n2 <No>");
      EXPECT_EQ(shown->ends, ends);
    }
    const auto sorry =
        ReadAnswer(profile_.ussd->answer,
                   AnswerOf(Adapter().RenderUnavailable(InboundKind::kUssd, "Not received.")));
    ASSERT_TRUE(sorry) << sorry.error().message;
    EXPECT_EQ(sorry->text, "Not received.");
    EXPECT_TRUE(sorry->ends);
  }
  EXPECT_FALSE(session.empty());
}

TEST_P(EmulatedUssd, OptionsBehindTheCodeAreTaken) {
  std::string dialled = ServiceCodeOf(channel_);
  dialled.insert(dialled.size() - 1, "*1*2");
  const Call call{kId, profile_.phone, dialled, {}, ""};
  const Inbound turn =
      TakeOne(TurnWebhook(TheLine(), TheNetwork(), call, kNow, "nonce"), InboundKind::kUssd);
  if (turn.dialled || turn.accumulated) {
    EXPECT_EQ(turn.text.Reveal(), "1*2");
  }
}

TEST_P(EmulatedUssdEnd, TheEndOfASessionIsTaken) {
  const Call call{kId, profile_.phone, ServiceCodeOf(channel_), {"1"}, "Is it safe?"};
  const auto request = EndWebhook(TheLine(), TheNetwork(), call, "timeout", kNow, "nonce");
  ASSERT_TRUE(request) << request.error().message;
  // Some providers send it to the URL of the turns, and tell by a word in it.
  const gateway::Route route = gateway::FindRoute(*request);
  const Inbound end = TakeOne(request, route.event);
  EXPECT_EQ(end.kind, InboundKind::kUssdEnd);
  const Inbound turn =
      TakeOne(TurnWebhook(TheLine(), TheNetwork(), call, kNow, "nonce"), InboundKind::kUssd);
  EXPECT_EQ(end.session, turn.session);
  const auto taken = ReadAnswer(profile_.ussd_end->answer, AnswerOf(Adapter().Render(end, {})));
  EXPECT_TRUE(taken) << taken.error().message;
}

TEST_P(EmulatedSms, SmsIsTakenAndTheReplyReadBack) {
  for (const char* words : {kWords, kUnicode}) {
    const PhoneSms sms{kId, profile_.phone, ShortCodeOf(channel_), words};
    const auto requests = SmsWebhooks(TheLine(), sms, 1, kNow, "nonce");
    ASSERT_TRUE(requests) << requests.error().message;
    ASSERT_EQ(requests->size(), 1U);
    const Inbound inbound = TakeOne(requests->front(), InboundKind::kSms);
    EXPECT_EQ(inbound.from.Reveal(), profile_.phone);
    EXPECT_EQ(inbound.text.Reveal(), words);
    EXPECT_FALSE(inbound.ignore) << inbound.reason;
    EXPECT_FALSE(inbound.concat.has_value());
    const auto reply =
        ReadAnswer(profile_.sms->answer, AnswerOf(Adapter().Render(inbound, {words, false})));
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->text, Adapter().CarriesSmsReply() ? words : "");
    const auto silent = ReadAnswer(profile_.sms->answer, AnswerOf(Adapter().Render(inbound, {})));
    ASSERT_TRUE(silent) << silent.error().message;
    EXPECT_EQ(silent->text, "");
  }
}

TEST_P(EmulatedParts, PartsOfALongSmsSayWhichTheyAre) {
  const std::string words(400, 'x');
  const PhoneSms sms{kId, profile_.phone, ShortCodeOf(channel_), words};
  const auto requests = SmsWebhooks(TheLine(), sms, 1, kNow, "nonce");
  ASSERT_TRUE(requests) << requests.error().message;
  ASSERT_EQ(requests->size(), 3U);
  std::string joined;
  for (size_t i = 0; i < 3; ++i) {
    const Inbound part = TakeOne((*requests)[i], InboundKind::kSms);
    ASSERT_TRUE(part.concat.has_value());
    EXPECT_EQ(part.concat->total, 3);
    EXPECT_EQ(part.concat->part, static_cast<int>(i) + 1);
    joined += part.text.Reveal();
  }
  EXPECT_EQ(joined, words);
}

TEST_P(EmulatedReports, ReportsAreTakenForWhatTheyAre) {
  EXPECT_FALSE(profile_.status->states.empty());
  for (const auto& [state, values] : profile_.status->states) {
    const Report report{kId, kReference, profile_.phone, "22395", "", state};
    const auto request = StatusWebhook(TheLine(), report, kNow, "nonce");
    ASSERT_TRUE(request) << request.error().message;
    const gateway::Route route = gateway::FindRoute(*request);  // some have one URL for all
    const Inbound inbound = TakeOne(request, route.event);
    EXPECT_EQ(inbound.kind, InboundKind::kStatus);
    EXPECT_FALSE(inbound.ignore) << DeliveryStateName(state) << ": " << inbound.reason;
    EXPECT_STREQ(DeliveryStateName(inbound.state), DeliveryStateName(state));
    EXPECT_FALSE(inbound.provider_id.empty() && inbound.reference.empty());
    const auto taken = ReadAnswer(profile_.status->answer, AnswerOf(Adapter().Render(inbound, {})));
    EXPECT_TRUE(taken) << taken.error().message;
  }
}

// Every report for it comes back to it, by our reference or by the id that we were given.
void Emulated::ExpectReportsFind(const ReceivedSms& sms, const std::string& provider_id) const {
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

// The channel has all secrets of one way to log in.
bool Emulated::ChecksCredentials() const {
  const Values values = ValuesOf(TheLine(), InboundKind::kSms, kNow);
  const ApiForm& form = profile_.token ? *profile_.token : *profile_.send;
  return std::any_of(form.credentials.begin(), form.credentials.end(), [&](const auto& way) {
    return std::all_of(way.begin(), way.end(), [&](const Credential& credential) {
      return !form.values.is_null() || Expand(credential.is, values).has_value();
    });
  });
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

std::string NameOf(const ::testing::TestParamInfo<std::string>& provider) {
  return provider.param;
}
INSTANTIATE_TEST_SUITE_P(All, EmulatedUssd, ::testing::ValuesIn(Names([](const Profile& profile) {
                           return profile.ussd.has_value();
                         })),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(All, EmulatedUssdEnd,
                         ::testing::ValuesIn(Names([](const Profile& profile) {
                           return profile.ussd_end.has_value();
                         })),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(All, EmulatedSms, ::testing::ValuesIn(Names([](const Profile& profile) {
                           return profile.sms.has_value();
                         })),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(All, EmulatedParts, ::testing::ValuesIn(Names([](const Profile& profile) {
                           return profile.sms && !profile.sms->part.is_null();
                         })),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(All, EmulatedReports,
                         ::testing::ValuesIn(Names([](const Profile& profile) {
                           return profile.status.has_value();
                         })),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(All, EmulatedApi, ::testing::ValuesIn(Names([](const Profile& profile) {
                           return profile.send.has_value();
                         })),
                         NameOf);

TEST(EmulatorFiles, EveryProviderIsEmulated) {
  for (const auto& [name, provider] : gateway::Providers()) {
    const auto profile =
        FindProfile(name, Root() + "/config/emulator", Root() + "/config/dialects");
    ASSERT_TRUE(profile) << profile.error().message;
    EXPECT_TRUE(profile->ussd || profile->sms || profile->send) << name;
  }
}

TEST(EmulatorFiles, AreAllOfProvidersThatThereAre) {
  for (const auto& entry : std::filesystem::directory_iterator(Root() + "/config/emulator")) {
    if (entry.path().extension() != ".json") continue;
    const std::string name = entry.path().stem().string();
    EXPECT_NE(gateway::FindProvider(name), nullptr) << name;
    const auto profile = ReadProfile(name, entry.path().string());
    EXPECT_TRUE(profile) << profile.error().message;
  }
}

}  // namespace
}  // namespace tipline::emulate
