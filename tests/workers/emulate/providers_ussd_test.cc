// Every provider with USSD: the emulator's turns are taken by the adapter, and its screens are read
// back by the emulator.
#include <string>

#include "gateway/webhooks/route.h"
#include "tests/workers/emulate/providers_world.h"

namespace tipline::emulate {
namespace {

class EmulatedUssd : public ProvidersWorld {};
class EmulatedUssdEnd : public ProvidersWorld {};

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

TIPLINE_OF_PROVIDERS(EmulatedUssd, profile.ussd.has_value());
TIPLINE_OF_PROVIDERS(EmulatedUssdEnd, profile.ussd_end.has_value());

}  // namespace
}  // namespace tipline::emulate
