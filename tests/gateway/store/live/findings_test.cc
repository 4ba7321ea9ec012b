#include "gateway/store/live/findings.h"

#include "gateway/store/live/knowledge_published.h"
#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

class FindingsTest : public LiveTest {
 protected:
  FindingsTest() {
    EXPECT_TRUE(InitCrypto());
    KeyBytes raw{};
    RandomBytes(&raw, sizeof raw);
    keys_.session = std::make_unique<Key>(raw);
  }
  Result<std::optional<Findings>> Get(const FindingsStore& store, const std::string& id) {
    auto reply = redis().Run(store.GetCommand(kPseudonym, id));
    EXPECT_TRUE(reply.has_value());
    return store.ReadGet(id, reply->view());
  }

  static constexpr const char* kPseudonym = "0123456789abcdef0123456789abcdef";
  KeyRing keys_;
  FindingsStore store_{keys_, 4};
};

TEST_F(FindingsTest, WhatTheWorkerPutsTheGatewayGets) {
  EXPECT_EQ(*Get(store_, "q1"), std::nullopt);
  ASSERT_TRUE(redis().Run(store_.PutCommand(kPseudonym, {"q1", {{"case_state", "open"}}})));
  const auto found = Get(store_, "q1");
  ASSERT_TRUE(found.has_value() && found->has_value());
  EXPECT_EQ((*found)->values.at("case_state"), "open");
  EXPECT_EQ(*Get(store_, "q2"), std::nullopt) << "of another inquiry";
}

TEST_F(FindingsTest, ItGoesByItselfAndNothingOfItCanBeRead) {
  ASSERT_TRUE(redis().Run(store_.PutCommand(kPseudonym, {"q1", {{"case_state", "being_worked"}}})));
  const std::string key = store_.GetCommand(kPseudonym, "q1")[1];
  const auto left = redis().Run({"PTTL", key});
  EXPECT_GT(left->view().integer(), 0);
  EXPECT_LE(left->view().integer(), Millis(kFindingsTtl).count());
  const auto raw = redis().Run({"GET", key});
  EXPECT_EQ(raw->view().text().find("being_worked"), std::string::npos);
}

TEST_F(FindingsTest, AnotherKeyOrAnotherPlaceOpensNothing) {
  ASSERT_TRUE(redis().Run(store_.PutCommand(kPseudonym, {"q1", {}})));
  const auto raw = redis().Run(store_.GetCommand(kPseudonym, "q1"));
  EXPECT_EQ(store_.ReadGet("q2", raw->view()).error().code, Code::kInvalid);
}

TEST_F(FindingsTest, ADocumentReplacesTheOneBefore) {
  const auto head = [&] {
    const auto reply = redis().Run(PublishedKnowledge::HeadCommand("cards"));
    return *PublishedKnowledge::ReadHead(reply->view());
  };
  EXPECT_EQ(head(), std::nullopt);
  const TimePoint now = FromMillis(1'764'000'000'000);
  for (const char* hash : {"a1", "b2"})
    ASSERT_TRUE(redis().Run(PublishedKnowledge::PutCommand("cards", hash, hash, now)));
  EXPECT_EQ(head()->hash, "b2");
  EXPECT_EQ(head()->published_at, now);
  const auto document = redis().Run(PublishedKnowledge::GetCommand("cards"));
  EXPECT_EQ(*PublishedKnowledge::ReadGet(document->view()), "b2");
}

}  // namespace
}  // namespace tipline::store
