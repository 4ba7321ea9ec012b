// A turn whose step asks the records: the question goes to the worker, its answer goes on.
#include <algorithm>
#include <string>

#include "tests/gateway/webhooks/turn_world.h"

namespace tipline::gateway {
namespace {

constexpr const char* kAsking = R"({"flow":"main","start":"ask","languages":["en"],"steps":[
  {"id":"ask","kind":"inquire","inquiry":"case_open","gives":["state"],"text":"A moment. Send 1.","next":"state"},
  {"id":"state","kind":"menu","var":"m","text":"It is {state}.","options":[{"value":"end","text":"End"}]}]})";

class DecideInquiry : public TurnWorld {
 protected:
  DecideInquiry() { Use({{"main.json", kAsking}}); }
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
