// Every provider with SMS: the emulator's messages, their parts and its reports are taken by the
// adapter, and its replies are read back by the emulator.
#include <string>

#include "gateway/webhooks/route.h"
#include "tests/workers/emulate/providers_world.h"

namespace tipline::emulate {
namespace {

class EmulatedSms : public ProvidersWorld {};
class EmulatedParts : public ProvidersWorld {};
class EmulatedReports : public ProvidersWorld {};

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
    const Report report{kId, "01JDEMO0000000000000000001", profile_.phone, "22395", "", state};
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

TIPLINE_OF_PROVIDERS(EmulatedSms, profile.sms.has_value());
TIPLINE_OF_PROVIDERS(EmulatedParts, profile.sms && !profile.sms->part.is_null());
TIPLINE_OF_PROVIDERS(EmulatedReports, profile.status.has_value());

}  // namespace
}  // namespace tipline::emulate
