#include "workers/loop/channel_health.h"

#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace tipline::workers {
namespace {

using gateway::SendClass;
using State = ChannelHealth::State;

class ChannelHealthTest : public ::testing::Test {
 protected:
  void Answer(SendClass outcome, int times, Millis took = Millis(80)) {
    for (int i = 0; i < times; ++i) {
      now_ += Millis(100);
      health_.Answered("a", outcome, took, now_);
    }
  }
  void Report(DeliveryState state, int times, const std::string& country = "KE",
              const std::string& network = "n") {
    for (int i = 0; i < times; ++i) {
      now_ += Millis(100);
      health_.Reported("a", country, network, state, Millis(4000), now_);
    }
  }
  State Now() const { return health_.StateOf("a", now_); }
  State OfRoute(const std::string& country, const std::string& network) const {
    return health_.EvidenceOf("a", country, network, now_).state;
  }

  ChannelHealth health_;
  TimePoint now_ = FromMillis(1'700'000'000'000);
};

TEST_F(ChannelHealthTest, WhatIsNotKnownIsOk) {
  EXPECT_EQ(Now(), State::kOk);
  EXPECT_FALSE(health_.WantsTry("a", "KE", now_));
  const auto evidence = health_.EvidenceOf("a", "KE", "n", now_);
  EXPECT_EQ(evidence.state, State::kOk);
  EXPECT_EQ(evidence.reports, 0);
  EXPECT_EQ(evidence.delivered_share, 1);
  EXPECT_EQ(evidence.answer_p50, Millis(0));
}

TEST_F(ChannelHealthTest, FallsAndRisesStepByStep) {
  Answer(SendClass::kSent, 20);
  Answer(SendClass::kTemporary, 2);
  EXPECT_EQ(Now(), State::kOk);
  Answer(SendClass::kUnsure, 1);
  EXPECT_EQ(Now(), State::kDegraded);
  Answer(SendClass::kTemporary, 7);
  EXPECT_EQ(Now(), State::kDown);
  Answer(SendClass::kSent, 2);
  EXPECT_EQ(Now(), State::kDown);
  Answer(SendClass::kSent, 1);
  EXPECT_EQ(Now(), State::kDegraded);
  Answer(SendClass::kSent, 10);
  EXPECT_EQ(Now(), State::kDegraded) << "a quarter of the window failed";
  now_ += flows::kHealthWindow;
  EXPECT_EQ(Now(), State::kDegraded) << "no evidence, no recovery";
  Answer(SendClass::kSent, 1);
  EXPECT_EQ(Now(), State::kOk);
}

TEST_F(ChannelHealthTest, DoesNotFlapAtAThreshold) {
  int changes = 0;
  State before = Now();
  for (int i = 0; i < 600; ++i) {  // every fourth lost: between the two thresholds
    now_ += Millis(1000);
    Answer(i % 4 == 3 ? SendClass::kTemporary : SendClass::kSent, 1);
    changes += Now() != before ? 1 : 0;
    before = Now();
  }
  EXPECT_EQ(changes, 0);
}

TEST_F(ChannelHealthTest, ABlockedChannelIsDownAtOnceAndMayBeTriedAgain) {
  Answer(SendClass::kConfig, 1);
  EXPECT_EQ(Now(), State::kDown);
  EXPECT_FALSE(health_.WantsTry("a", "KE", now_));
  now_ += flows::kTryDownAgain;
  EXPECT_EQ(Now(), State::kDegraded);
  EXPECT_TRUE(health_.WantsTry("a", "KE", now_));
  EXPECT_FALSE(health_.WantsTry("a", "KE", now_)) << "one message is enough";
  Answer(SendClass::kConfig, 1);
  EXPECT_EQ(Now(), State::kDown);
  EXPECT_FALSE(health_.WantsTry("a", "KE", now_));
}

TEST_F(ChannelHealthTest, ARouteThatDeliversNothingIsTriedAgainToo) {
  Report(DeliveryState::kFailed, 20, "KE", "");
  Report(DeliveryState::kDelivered, 80, "UG", "");
  EXPECT_FALSE(health_.WantsTry("a", "KE", now_));
  now_ += flows::kTryDownAgain;
  Answer(SendClass::kSent, 5);  // to others
  EXPECT_FALSE(health_.WantsTry("a", "UG", now_));
  EXPECT_TRUE(health_.WantsTry("a", "KE", now_));
  EXPECT_FALSE(health_.WantsTry("a", "KE", now_)) << "its report may take a while";
  Report(DeliveryState::kDelivered, 5, "KE", "");
  EXPECT_EQ(OfRoute("KE", ""), State::kDegraded) << "two steps";
  Report(DeliveryState::kDelivered, 50, "KE", "");
  EXPECT_EQ(OfRoute("KE", ""), State::kOk);
}

TEST_F(ChannelHealthTest, AClockThatIsSetBackShutsNothingOut) {
  Answer(SendClass::kConfig, 1);
  now_ -= Millis(24 * 3600 * 1000);
  EXPECT_EQ(Now(), State::kDegraded) << "nobody knows how long ago that was";
  EXPECT_TRUE(health_.WantsTry("a", "KE", now_));
}

TEST_F(ChannelHealthTest, WhatConcernsOneMessageOnlyIsNoFailure) {
  Answer(SendClass::kOptOut, 30);
  EXPECT_EQ(Now(), State::kOk);
  Answer(SendClass::kPermanent, 9);
  EXPECT_EQ(Now(), State::kOk);
}

TEST_F(ChannelHealthTest, TellsARouteThatDeliversNothingFromTheOthers) {
  Report(DeliveryState::kDelivered, 60, "KE", "good");
  Report(DeliveryState::kFailed, 20, "KE", "bad");
  EXPECT_EQ(OfRoute("KE", "bad"), State::kDown);
  EXPECT_EQ(OfRoute("KE", "good"), State::kOk);
  EXPECT_EQ(OfRoute("UG", "bad"), State::kOk);
  const auto country = health_.EvidenceOf("a", "KE", "", now_);
  EXPECT_EQ(country.reports, 80);
  EXPECT_DOUBLE_EQ(country.delivered_share, 0.75);
  const auto all = health_.EvidenceOf("a", "", "", now_);
  EXPECT_EQ(all.reports, 80);
}

TEST_F(ChannelHealthTest, ReportsThatAreNotFinalSayNothing) {
  Report(DeliveryState::kSent, 100);
  Report(DeliveryState::kQueued, 100);
  EXPECT_EQ(health_.EvidenceOf("a", "KE", "n", now_).reports, 0);
}

TEST_F(ChannelHealthTest, AnswersOfTheChannelCountForEachRoute) {
  Report(DeliveryState::kDelivered, 5);
  Answer(SendClass::kTemporary, 3);
  EXPECT_EQ(OfRoute("KE", "n"), State::kDegraded);
}

TEST_F(ChannelHealthTest, KnowsHowLongAnswersTake) {
  Answer(SendClass::kSent, 98, Millis(120));
  Answer(SendClass::kSent, 2, Millis(30'000));
  const auto summaries = health_.Summaries(now_);
  ASSERT_EQ(summaries.size(), 1U);
  EXPECT_GT(summaries[0].answers.p50, Millis(100));
  EXPECT_LE(summaries[0].answers.p50, Millis(150));
  EXPECT_EQ(summaries[0].answers.p99, Millis(10'000));
  EXPECT_EQ(health_.EvidenceOf("a", "", "", now_).answer_p50, summaries[0].answers.p50);
  EXPECT_EQ(summaries[0].answered_at, now_);
  EXPECT_EQ(summaries[0].why, "");
}

TEST_F(ChannelHealthTest, TheWindowSlides) {
  Answer(SendClass::kSent, 10);
  now_ += flows::kHealthWindow / 2;
  Answer(SendClass::kSent, 5);
  EXPECT_EQ(health_.Summaries(now_)[0].answers.taken, 15);
  now_ += flows::kHealthWindow / 2;
  EXPECT_EQ(health_.Summaries(now_)[0].answers.taken, 5);
  now_ += flows::kHealthWindow;
  EXPECT_EQ(health_.Summaries(now_)[0].answers.taken, 0);
}

TEST_F(ChannelHealthTest, AClockThatIsSetBackStopsNothing) {
  Answer(SendClass::kSent, 10);
  now_ -= Millis(24 * 3600 * 1000);
  EXPECT_EQ(health_.Summaries(now_)[0].answers.taken, 0);
  Answer(SendClass::kTemporary, 3);
  EXPECT_EQ(Now(), State::kDegraded);
  EXPECT_EQ(health_.Summaries(now_)[0].answers.failed, 3);
}

TEST_F(ChannelHealthTest, IsBounded) {
  for (size_t i = 0; i < kMaxHealthRoutes + 100; ++i)
    Report(DeliveryState::kDelivered, 1, "KE", "n" + std::to_string(i));
  EXPECT_EQ(health_.EvidenceOf("a", "KE", "n5000", now_).reports, 0) << "no room";
  EXPECT_EQ(health_.EvidenceOf("a", "KE", "", now_).reports,
            static_cast<int>(kMaxHealthRoutes) + 100);
  now_ += flows::kHealthWindow;
  Report(DeliveryState::kDelivered, 1, "KE", "new");
  EXPECT_EQ(health_.EvidenceOf("a", "KE", "new", now_).reports, 1) << "what is old makes room";
  Report(DeliveryState::kDelivered, 1, "KE", std::string(kMaxHealthWord + 1, 'x'));
  EXPECT_EQ(health_.EvidenceOf("a", "KE", std::string(kMaxHealthWord + 1, 'x'), now_).reports,
            health_.EvidenceOf("a", "KE", "", now_).reports);
  for (size_t i = 0; i < kMaxHealthChannels + 10; ++i)
    health_.Answered("c" + std::to_string(i), SendClass::kSent, Millis(1), now_);
  EXPECT_EQ(health_.Summaries(now_).size(), kMaxHealthChannels);
}

TEST_F(ChannelHealthTest, ManyThreadsMayTell) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([this] {
      for (int i = 0; i < 500; ++i) {
        health_.Answered("a", SendClass::kSent, Millis(5), now_);
        health_.Reported("a", "KE", "n", DeliveryState::kDelivered, Millis(1), now_);
        (void)health_.StateOf("a", now_);
      }
    });
  threads.clear();
  EXPECT_EQ(health_.Summaries(now_)[0].answers.taken, 2000);
  EXPECT_EQ(health_.Summaries(now_)[0].reports.reports, 2000);
}

}  // namespace
}  // namespace tipline::workers
