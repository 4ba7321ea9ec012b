// Which turn is a repeat of one that was served, and which is the same key once more.
#include <string>

#include "tests/gateway/webhooks/turn_world.h"

namespace tipline::gateway {
namespace {

class DecideRepeat : public TurnWorld {};

TEST_F(DecideRepeat, TellsARepeatFromTheSameKeyOnTheNextScreen) {
  const auto first = Run(Dial("", false, 1000, true), {}, 1010);
  const auto second = Run(Dial("1", false, 2000), After(first), 2010);
  EXPECT_NE(second.reply.text.find("Second"), std::string::npos);
  // Came in before the second screen was committed: a copy of the request that led to it.
  const auto repeat = Run(Dial("1", false, 2005), After(second), 2020);
  EXPECT_EQ(repeat.kind, Decision::Kind::kAnswer);
  EXPECT_EQ(repeat.reply.text, second.reply.text);
  // Came in later: an answer to the second screen that happens to be the same key.
  const auto next = Run(Dial("1", false, 2500), After(second), 2510);
  EXPECT_EQ(next.kind, Decision::Kind::kCommit);
  auto concurrent = Dial("1", false, 2500);
  concurrent.concurrent = true;
  EXPECT_EQ(Run(concurrent, After(second), 2510).kind, Decision::Kind::kAnswer);
}

TEST_F(DecideRepeat, AKeyOfAnyScriptMayBeTypedTwice) {
  for (const char* key : {"1", "\u0967", "\uFF11", "\u0661"}) {
    const auto first = Run(Dial("", false, 1000, true), {}, 1010);
    const auto second = Run(Dial(key, false, 2000), After(first), 2010);
    const auto third = Run(Dial(key, false, 2500), After(second), 2510);
    EXPECT_EQ(third.kind, Decision::Kind::kCommit) << key;
  }
}

TEST_F(DecideRepeat, AnIdThatAProviderUsesAgainDoesNotSwallowOtherWords) {
  EXPECT_EQ(Text("hello", "1").who.turn, Text("hello", "1").who.turn);
  EXPECT_NE(Text("hello", "1").who.turn, Text("help me", "1").who.turn);
  auto first = Dial("1", false);
  auto second = Dial("1", false);
  first.inbound.provider_id = second.inbound.provider_id = "1";
  second.inbound.session = "s2";
  const auto turn = [this](const Arrival& a) { return Arrived(a.inbound).who.turn; };
  EXPECT_NE(turn(first), turn(second));
}

// A gateway that sends neither an id nor a time: keys are answers to one question after the other,
// words sent twice within seconds are a retry.
TEST_F(DecideRepeat, NamelessKeysGoOnAndNamelessWordsAreNotTakenTwice) {
  const auto opened = Run(Text("hello", "", 1000), {}, 1100);
  const auto first = Run(Text("1", "", 2000), After(opened), 2100);
  EXPECT_EQ(first.kind, Decision::Kind::kCommit);
  const auto again = Run(Text("1", "", 1900), After(first), 2200);
  EXPECT_EQ(again.kind, Decision::Kind::kAnswer) << "came in before the answer was there";
  EXPECT_EQ(again.reply.text, first.reply.text);
  const auto words = Run(Text("they keep my passport", "", 9000), After(first), 9100);
  EXPECT_EQ(words.kind, Decision::Kind::kCommit);
  EXPECT_EQ(Run(Text("they keep my passport", "", 14000), After(words), 14100).kind,
            Decision::Kind::kAnswer);
  const auto next = Run(Text("1", "", 20000), After(words), 20100);
  EXPECT_EQ(next.kind, Decision::Kind::kCommit);
  EXPECT_EQ(Run(Text("1", "", 30000), After(next), 30100).kind, Decision::Kind::kCommit);
}

TEST_F(DecideRepeat, ATurnThatWasOvertakenGetsTheScreenOfTheLaterOne) {
  const auto numbered = [&](const std::string& text, int64_t turn) {
    Arrival arrival = Dial(text, false, 1000, turn == 1);
    arrival.inbound.turn = turn;
    arrival.inbound.provider_id = "s1:" + std::to_string(turn);
    return Arrived(arrival.inbound);
  };
  const auto first = Run(numbered("", 1), {});
  const auto third = Run(numbered("1", 3), After(first));
  EXPECT_EQ(third.reply.text, "Second");
  const auto second = Run(numbered("2", 2), After(third));
  EXPECT_EQ(second.kind, Decision::Kind::kAnswer);
  EXPECT_EQ(second.reply.text, "Second");
  const auto fourth = Run(numbered("words", 4), After(third));
  EXPECT_EQ(fourth.kind, Decision::Kind::kCommit);
  EXPECT_EQ(fourth.reply.text.substr(0, 5), "Third");
  // A gateway whose numbers do not rise goes on all the same.
  EXPECT_EQ(Run(numbered("words", 3), After(third)).kind, Decision::Kind::kCommit);
}

// Nalo without SESSIONID has one session for each phone.
TEST_F(DecideRepeat, ARedialUnderTheSameSessionAsksWhetherToGoOn) {
  const auto first = Run(Dial("*920#", false, 1000, true), {}, 1000);
  const auto second = Run(Dial("1", false, 2000), After(first), 2000);
  EXPECT_EQ(second.reply.text, "Second");
  EXPECT_EQ(Run(Dial("*920#", false, 60'000, true), After(second), 60'000).reply.text,
            "Continue? 1 Yes 2 Start again");
  // The network sends the dial twice: the second copy is a repeat.
  EXPECT_EQ(Run(Dial("*920#", false, 1500, true), After(first), 1500).kind,
            Decision::Kind::kAnswer);
}

TEST_F(DecideRepeat, AnswersARepeatThatTheStoreRecognised) {
  store::Loaded loaded;
  loaded.repeat = true;
  loaded.answer = PackReply({"kept", true});
  const auto decision = Run(Dial("1*2", true), loaded);
  EXPECT_EQ(decision.kind, Decision::Kind::kAnswer);
  EXPECT_EQ(decision.reply.text, "kept");
  EXPECT_TRUE(decision.reply.ends);
}

}  // namespace
}  // namespace tipline::gateway
