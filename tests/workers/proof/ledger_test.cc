// The proof must be able to fail: books that no sender that keeps its promise can cause.
#include "tests/workers/proof/ledger.h"

#include <gtest/gtest.h>

#include "tests/workers/proof/rate_judge.h"
#include "tests/workers/proof/reports.h"

namespace tipline::proof {
namespace {

using std::chrono::milliseconds;
using enum Outcome;

Time At(int ms) {
  return Time(std::chrono::seconds(1'000)) + milliseconds(ms);
}

struct AskCase {
  int at = 0;
  Outcome outcome = kNot;
  int process = 1;
  const char* channel = "c0";
};

struct RepeatCase {
  const char* name;
  std::vector<AskCase> asks;
  const char* why;    // of the one repeat; empty: it is wrong; null: there is none
  bool left = false;  // under way when process 1 was killed at 500
  int timeouts = 0;   // that the sender says it saw
};

const RepeatCase kRepeats[] = {
    {"once", {{0, kTaken}}, nullptr},
    {"after sure failures", {{0, kNot}, {100, kNot}, {200, kTaken}}, nullptr},
    {"after nobody knew, but it was not taken", {{0, kMaybe}, {9'000, kTaken}}, nullptr},
    {"after it was told", {{0, kTaken}, {9'000, kTaken}}, ""},
    {"after it was told, and refused", {{0, kTaken}, {9'000, kNot}}, ""},
    {"after a cut", {{0, kTakenCut}, {9'000, kTaken}}, "connection cut after taking it"},
    {"after half an answer", {{0, kTakenHalf}, {9'000, kNot}}, "half an answer"},
    {"after the time-out", {{0, kTakenSilent}, {2'100, kTaken}}, "time-out after taking it"},
    {"before the time-out", {{0, kTakenSilent}, {900, kTaken}}, ""},
    {"on another channel",
     {{0, kTakenCut}, {50, kTaken, 1, "c1"}},
     "connection cut after taking it"},
    {"on another channel, though told", {{0, kTaken}, {50, kTaken, 1, "c1"}}, ""},
    {"left by a kill", {{400, kTaken}, {40'000, kTaken, 2}}, "kill -9", true},
    {"a kill, but its end was written", {{400, kTaken}, {40'000, kTaken, 2}}, ""},
    {"asked by another one than was killed", {{400, kTaken, 3}, {40'000, kTaken, 2}}, "", true},
    {"taken after that kill", {{600, kTaken}, {40'000, kTaken, 2}}, "", true},
    {"heard too late", {{0, kTaken}, {9'000, kTaken}}, "answer heard too late", false, 1},
    {"heard too late, another time",
     {{0, kTakenSilent}, {9'000, kTaken}, {18'000, kTaken}},
     "",
     false,
     1},
};

Facts FactsOf(const RepeatCase& one) {
  Facts facts;
  facts.send_timeout = milliseconds(2'000);
  facts.deaths[1].at = At(500);
  if (one.left) facts.deaths[1].left = {"m"};
  if (one.timeouts > 0) facts.timeouts["m"] = one.timeouts;
  return facts;
}

TEST(Ledger, RepeatsAreAllowedOnlyWhileTheSenderCouldNotKnow) {
  for (const RepeatCase& one : kRepeats) {
    SCOPED_TRACE(one.name);
    Ledger ledger;
    for (const AskCase& ask : one.asks)
      ledger["m"].push_back({ask.channel, ask.process, At(ask.at), ask.outcome});
    const Repeats out = JudgeRepeats(ledger, FactsOf(one));
    const bool wrong = one.why != nullptr && *one.why == '\0';
    EXPECT_EQ(out.wrong.size(), wrong ? 1U : 0U);
    if (wrong) continue;
    const std::map<std::string, int> expected = one.why == nullptr
                                                    ? std::map<std::string, int>{}
                                                    : std::map<std::string, int>{{one.why, 1}};
    EXPECT_EQ(out.after, expected);
  }
}

TEST(Ledger, CountsWhatAPhoneGotAgain) {
  Ledger ledger;
  ledger["one channel"] = {{"c0", 1, At(0), kTakenCut}, {"c0", 1, At(9'000), kTaken}};
  ledger["two"] = {{"c0", 1, At(0), kTakenCut}, {"c1", 1, At(9'000), kTaken}};
  const Repeats out = JudgeRepeats(ledger, {});
  EXPECT_EQ(out.plain, 2);
  EXPECT_EQ(out.idempotent, 1);
}

TEST(Ledger, AChannelWithoutAFailoverKeepsItsMessages) {
  Facts facts;
  facts.only_on = {{"m", "c1"}};
  Ledger ledger;
  ledger["m"] = {{"c1", 1, At(0), kNot}, {"c0", 1, At(100), kTaken}};
  EXPECT_EQ(JudgeRepeats(ledger, facts).wrong.size(), 1U);
}

struct RateCase {
  const char* name;
  int first, every, count;  // requests: milliseconds
  size_t wrong;
};

TEST(RateJudge, CountsInEveryWindow) {
  const RateCase cases[] = {
      {"as allowed", 0, 100, 300, 0},  // 10 a second
      {"a burst", 0, 0, 5, 0},
      {"one more than the burst and a window's share", 0, 0, 8, 1},
      {"a little faster than allowed", 0, 90, 300, 1},
      {"in a pause", 2'000, 500, 1, 1},
      {"under way when the pause began", 1'100, 100, 3, 0},
  };
  const std::vector<Pause> pauses = {{At(1'000), At(4'000), 7}};
  for (const RateCase& one : cases) {
    SCOPED_TRACE(one.name);
    const bool pause = one.first > 0;
    std::vector<Time> came;
    for (int i = 0; i < one.count; ++i)
      came.push_back(At(one.first + (pause ? 1'000 : 0) * (one.count == 1) + i * one.every));
    const auto out = JudgeRate("c", came, pause ? pauses : std::vector<Pause>(), 10, 5, {});
    EXPECT_EQ(out.wrong.size(), one.wrong);
  }
}

TEST(RateJudge, WhoWasKilledWithThePauseInHandToldNobody) {
  Deaths deaths;
  deaths[7].at = At(1'050);
  EXPECT_EQ(JudgeRate("c", {At(3'000)}, {{At(1'000), At(4'000), 7}}, 10, 5, deaths).impatient, 0);
  EXPECT_EQ(JudgeRate("c", {At(3'000)}, {{At(1'000), At(4'000), 8}}, 10, 5, deaths).impatient, 1);
}

struct LateCase {
  const char* state;
  DeliveryState reported;
  const char* after;
};

TEST(Reports, WhatIsFinalStaysSo) {
  using enum DeliveryState;
  const LateCase cases[] = {
      {"delivered", kFailed, "delivered"},  {"delivered", kSent, "delivered"},
      {"rejected", kDelivered, "rejected"}, {"failed", kDelivered, "delivered"},
      {"failed", kSent, "failed"},          {"expired", kDelivered, "delivered"},
      {"expired", kFailed, "expired"},      {"sent", kQueued, "sent"},
      {"sent", kRejected, "rejected"},      {"unknown", kQueued, "unknown"},
      {"unknown", kSent, "sent"},
  };
  for (const LateCase& one : cases)
    EXPECT_EQ(AfterLate(one.state, one.reported), one.after) << one.state;
}

}  // namespace
}  // namespace tipline::proof
