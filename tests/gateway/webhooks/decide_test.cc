// One turn between the two round trips: repeats, accumulated text, responders, pinned flows.
#include "gateway/webhooks/decide.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "tests/gateway/webhooks/flow.h"

namespace tipline::gateway {
namespace {

class Decide : public ::testing::Test {
 protected:
  Decide() {
    EXPECT_TRUE(InitCrypto());
    RandomBytes(&raw_, sizeof raw_);
    keys_.session = std::make_unique<Key>(raw_);
    keys_.pseudonym = std::make_unique<Key>(raw_);
    keys_.case_public = std::make_unique<Key>(raw_);
    auto compiled = flows::Compile({{"main.json", kFlow}}, {});
    EXPECT_TRUE(compiled) << (compiled ? "" : compiled.error().message);
    bundle_ = std::make_unique<flows::Bundle>(compiled->WithVersion(3));
    channel_.id = "c";
  }

  Arrival Dial(const std::string& text, bool accumulated, int64_t at_ms = 1000,
               bool first = false) {
    Inbound in;
    in.kind = InboundKind::kUssd;
    in.channel = "c";
    in.from = Secret<std::string>("+254711000001");
    in.to = "*384*123#";
    in.text = Secret<std::string>(text);
    in.session = "s1";
    in.accumulated = accumulated;
    in.first = first;
    return Arrive(in, channel_, *FindProvider("generic"), FromMillis(at_ms), keys_,
                  "nonce" + std::to_string(++nonce_));
  }

  Arrival Text(const std::string& words, const std::string& id, int64_t at_ms = 1000) {
    Inbound in;
    in.kind = InboundKind::kSms;
    in.channel = "c";
    in.from = Secret<std::string>("+254711000001");
    in.to = "22395";
    in.text = Secret<std::string>(words);
    in.provider_id = id;
    return Arrive(in, channel_, *FindProvider("generic"), FromMillis(at_ms), keys_,
                  "nonce" + std::to_string(++nonce_));
  }

  // What the store would give back after `before` was committed.
  store::Loaded After(const Decision& before) {
    store::Loaded loaded;
    loaded.session = before.commit.session;
    loaded.transcript = before.commit.transcript;
    loaded.same_provider_session = true;
    loaded.revision = before.commit.expected_revision + 1;
    return loaded;
  }

  Decision Run(const Arrival& arrival, const store::Loaded& loaded, int64_t now_ms = 2000) {
    std::array<uint8_t, 32> entropy{};
    RandomBytes(entropy.data(), entropy.size());
    return Decider(keys_).Decide(arrival, loaded, *bundle_, FromMillis(now_ms), entropy);
  }

  KeyBytes raw_{};
  KeyRing keys_;
  std::unique_ptr<flows::Bundle> bundle_;
  ChannelSettings channel_;
  int nonce_ = 0;
};

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

TEST_F(Decide, TellsARepeatFromTheSameKeyOnTheNextScreen) {
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

TEST_F(Decide, AKeyOfAnyScriptMayBeTypedTwice) {
  for (const char* key : {"1", "\u0967", "\uFF11", "\u0661"}) {
    const auto first = Run(Dial("", false, 1000, true), {}, 1010);
    const auto second = Run(Dial(key, false, 2000), After(first), 2010);
    const auto third = Run(Dial(key, false, 2500), After(second), 2510);
    EXPECT_EQ(third.kind, Decision::Kind::kCommit) << key;
  }
}

TEST_F(Decide, AnIdThatAProviderUsesAgainDoesNotSwallowOtherWords) {
  EXPECT_EQ(Text("hello", "1").who.turn, Text("hello", "1").who.turn);
  EXPECT_NE(Text("hello", "1").who.turn, Text("help me", "1").who.turn);
  auto first = Dial("1", false);
  auto second = Dial("1", false);
  first.inbound.provider_id = second.inbound.provider_id = "1";
  second.inbound.session = "s2";
  const auto turn = [this](const Arrival& a) {
    return Arrive(a.inbound, channel_, *FindProvider("generic"), FromMillis(1000), keys_, "n")
        .who.turn;
  };
  EXPECT_NE(turn(first), turn(second));
}

// A gateway that sends neither an id nor a time: keys are answers to one question after the other,
// words sent twice within seconds are a retry.
TEST_F(Decide, NamelessKeysGoOnAndNamelessWordsAreNotTakenTwice) {
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

TEST_F(Decide, ATurnThatWasOvertakenGetsTheScreenOfTheLaterOne) {
  const auto numbered = [&](const std::string& text, int64_t turn) {
    Arrival arrival = Dial(text, false, 1000, turn == 1);
    arrival.inbound.turn = turn;
    arrival.inbound.provider_id = "s1:" + std::to_string(turn);
    return Arrive(arrival.inbound, channel_, *FindProvider("generic"), FromMillis(1000), keys_,
                  "n");
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
TEST_F(Decide, ARedialUnderTheSameSessionAsksWhetherToGoOn) {
  const auto first = Run(Dial("*920#", false, 1000, true), {}, 1000);
  const auto second = Run(Dial("1", false, 2000), After(first), 2000);
  EXPECT_EQ(second.reply.text, "Second");
  EXPECT_EQ(Run(Dial("*920#", false, 60'000, true), After(second), 60'000).reply.text,
            "Continue? 1 Yes 2 Start again");
  // The network sends the dial twice: the second copy is a repeat.
  EXPECT_EQ(Run(Dial("*920#", false, 1500, true), After(first), 1500).kind,
            Decision::Kind::kAnswer);
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

TEST_F(Decide, AnswersARepeatThatTheStoreRecognised) {
  store::Loaded loaded;
  loaded.repeat = true;
  loaded.answer = PackReply({"kept", true});
  const auto decision = Run(Dial("1*2", true), loaded);
  EXPECT_EQ(decision.kind, Decision::Kind::kAnswer);
  EXPECT_EQ(decision.reply.text, "kept");
  EXPECT_TRUE(decision.reply.ends);
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
  const auto arrival = Arrive(in, channel_, *FindProvider("generic"), FromMillis(1), keys_, "n");
  const auto decision = Run(arrival, loaded);
  ASSERT_EQ(decision.commit.entries.size(), 1U);
  EXPECT_EQ(decision.commit.entries[0].kind, "responder_sms");
  loaded.role = "";
  const auto person = Run(arrival, loaded);
  EXPECT_FALSE(person.reply.text.empty());
}

// A flow that asks the records at its first screen.
constexpr const char* kAsking = R"({"flow":"main","start":"ask","languages":["en"],"steps":[
  {"id":"ask","kind":"inquire","inquiry":"case_open","gives":["state"],"text":"A moment. Send 1.","next":"state"},
  {"id":"state","kind":"menu","var":"m","text":"It is {state}.","options":[{"value":"end","text":"End"}]}]})";

class DecideInquiry : public Decide {
 protected:
  DecideInquiry() {
    auto compiled = flows::Compile({{"main.json", kAsking}}, {});
    EXPECT_TRUE(compiled) << (compiled ? "" : compiled.error().message);
    bundle_ = std::make_unique<flows::Bundle>(compiled->WithVersion(3));
  }
};

TEST_F(DecideInquiry, TheQuestionGoesToTheWorkerAndItsAnswerGoesOnWithTheTurn) {
  Arrival arrival = Dial("", false);
  const auto asked = Run(arrival, {});
  ASSERT_FALSE(asked.inquiry.empty());
  ASSERT_EQ(asked.commit.entries.size(), 1U);
  EXPECT_EQ(asked.commit.entries[0].kind, "inquiry");
  EXPECT_EQ(asked.commit.entries[0].id, asked.inquiry);
  EXPECT_NE(asked.reply.text.find("A moment"), std::string::npos) << "if it takes longer";

  const std::string turn = arrival.who.turn;
  arrival.findings = Findings{asked.inquiry, {{"state", "open"}}};
  arrival.looked = true;
  ContinueArrival(arrival, asked.inquiry, keys_);
  EXPECT_NE(arrival.who.turn, turn) << "it is no repeat of the turn that asked";
  const auto shown = Run(arrival, After(asked));
  ASSERT_EQ(shown.kind, Decision::Kind::kCommit);
  EXPECT_NE(shown.reply.text.find("It is open."), std::string::npos);
  EXPECT_TRUE(shown.inquiry.empty());

  const auto late = Run(arrival, After(shown));
  EXPECT_EQ(late.kind, Decision::Kind::kAnswer) << "it was shown already";
}

TEST_F(DecideInquiry, WhoTypesWhileItIsAwaitedLooksForItFirst) {
  const auto asked = Run(Text("hello", "1"), {});
  ASSERT_FALSE(asked.inquiry.empty());
  for (const auto& entry : asked.commit.entries)
    EXPECT_NE(entry.stream, "outbound") << "the answer may be there before a message is";
  Arrival next = Text("1", "2");
  const auto need = Run(next, After(asked));
  EXPECT_EQ(need.kind, Decision::Kind::kNeedFindings);
  EXPECT_EQ(need.inquiry, asked.inquiry);
  next.looked = true;
  EXPECT_NE(Run(next, After(asked)).reply.text.find("A moment"), std::string::npos);
  next.findings = Findings{asked.inquiry, {{"state", "closed"}}};
  EXPECT_NE(Run(next, After(asked)).reply.text.find("It is closed."), std::string::npos);
}

TEST_F(DecideInquiry, WhatNobodyWaitsForIsAnsweredAtOnce) {
  Arrival arrival = Text("hello", "1");
  arrival.detached = true;
  const auto asked = Run(arrival, {});
  EXPECT_TRUE(asked.inquiry.empty());
  const auto& entries = asked.commit.entries;
  EXPECT_EQ(std::count_if(entries.begin(), entries.end(),
                          [](const auto& entry) { return entry.stream == "outbound"; }),
            1);
}

}  // namespace
}  // namespace tipline::gateway
