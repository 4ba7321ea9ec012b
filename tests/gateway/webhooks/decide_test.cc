// One turn between the two round trips: accumulated text, responders, pinned flows.
#include "gateway/webhooks/decide.h"

#include <string>

#include "tests/gateway/webhooks/turn_world.h"

namespace tipline::gateway {
namespace {

class Decide : public TurnWorld {};

size_t Tips(const Decision& decision) {
  size_t n = 0;
  for (const auto& entry : decision.commit.entries)
    n += entry.stream == "tips" ? 1 : 0;
  return n;
}

TEST_F(Decide, CutsTheNewAnswerAtTheStoredTranscriptSoThatAStarStaysInIt) {
  auto first = Run(Dial("", true), {});
  ASSERT_EQ(first.kind, Decision::Kind::kCommit);
  EXPECT_NE(first.reply.text.find("First"), std::string::npos);
  auto second = Run(Dial("1", true), After(first));
  EXPECT_NE(second.reply.text.find("Second"), std::string::npos);
  auto third = Run(Dial("1*at 5*6 road", true), After(second));
  EXPECT_NE(third.reply.text.find("Third"), std::string::npos);
  const auto session = DecodeSession(third.commit.session);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->answers.at("b"), "at 5*6 road");
}

TEST_F(Decide, PlaysAnswersThatWereDialledWithTheCode) {
  const auto opened = Run(Dial("1*dialled words", true), {});
  EXPECT_NE(opened.reply.text.find("Third"), std::string::npos);
}

TEST_F(Decide, PlaysWhatWasDialledWithTheCodeWhereAnswersComeOneByOne) {
  Arrival arrival = Dial("1*words", false, 1000, true);
  EXPECT_EQ(Run(arrival, {}).reply.text.substr(0, 5), "First") << "a text on the first turn";
  arrival.inbound.dialled = true;
  EXPECT_EQ(Run(arrival, {}).reply.text.substr(0, 5), "Third");
}

TEST_F(Decide, TellsTheWorkersWhoWantsNoMoreMessages) {
  const auto kinds = [](const Decision& decision) {
    std::string all;
    for (const auto& entry : decision.commit.entries)
      all += entry.kind + " ";
    return all;
  };
  EXPECT_NE(kinds(Run(Text("STOP", "m1"), {})).find("opt "), std::string::npos);
  EXPECT_EQ(kinds(Run(Text("please stop him", "m2"), {})).find("opt "), std::string::npos);
}

TEST_F(Decide, AsksForTheVersionThatASessionIsPinnedTo) {
  const auto first = Run(Dial("", true), {});
  bundle_ = std::make_unique<flows::Bundle>(bundle_->WithVersion(4));
  const auto second = Run(Dial("1", true), After(first));
  EXPECT_EQ(second.kind, Decision::Kind::kNeedFlow);
  EXPECT_EQ(second.flow_version, 3);
}

TEST_F(Decide, FilesTheTipSealedAndOnlyOnce) {
  auto turn = Run(Dial("1*dialled words*1", true), {});
  EXPECT_TRUE(turn.reply.ends);
  EXPECT_EQ(Tips(turn), 1U);
  for (const auto& entry : turn.commit.entries)
    EXPECT_EQ(entry.sealed.find("dialled"), std::string::npos);
  EXPECT_TRUE(turn.commit.ended);
}

TEST_F(Decide, SendsAResponderAnswerToTheWorkersAndNothingElse) {
  Inbound in;
  in.kind = InboundKind::kSms;
  in.channel = "c";
  in.from = Secret<std::string>("+254711000009");
  in.text = Secret<std::string>("a 4821.");
  in.provider_id = "m1";
  store::Loaded loaded;
  loaded.role = "responder";
  const auto arrival = Arrived(in, 1);
  const auto decision = Run(arrival, loaded);
  ASSERT_EQ(decision.commit.entries.size(), 1U);
  EXPECT_EQ(decision.commit.entries[0].kind, "responder_sms");
  loaded.role = "";
  const auto person = Run(arrival, loaded);
  EXPECT_FALSE(person.reply.text.empty());
}

}  // namespace
}  // namespace tipline::gateway
