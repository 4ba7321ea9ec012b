#include "tests/gateway/store/live/live_test.h"

#include "gateway/store/live/gate.h"
#include "tests/gateway/base/fresh_key.h"

namespace tipline::store {

KeyRing FreshKeys() {
  KeyRing keys;
  keys.case_private = std::make_unique<Key>(testing::FreshKey());
  keys.case_public = std::make_unique<Key>(PublicHalf(keys.case_private->Reveal()));
  keys.session = std::make_unique<Key>(testing::FreshKey());
  keys.pseudonym = std::make_unique<Key>(testing::FreshKey());
  keys.store = std::make_unique<Key>(testing::FreshKey());
  return keys;
}

void LiveTest::SetUp() {
  const Status ready = CheckServer(redis_);
  ASSERT_TRUE(ready.has_value()) << ready.error().message;
}

std::string LiveTest::Someone(int n) const {
  return Pseudonym(keys_, "+25471100000" + std::to_string(n));
}

Who LiveTest::UssdTurn(const std::string& turn, const std::string& session) const {
  return {Someone(), Medium::kUssd, SessionMark(keys_, "ussd", session),
          KeyedHash(*keys_.pseudonym, "turn", turn).substr(0, 16)};
}

Who LiveTest::SmsTurn(const std::string& turn) const {
  return {Someone(), Medium::kSms, "", KeyedHash(*keys_.pseudonym, "turn", turn).substr(0, 16)};
}

Loaded LiveTest::Load(const Who& who) {
  const auto reply = redis_.Run(conversations_.LoadCommand(who));
  EXPECT_TRUE(reply.has_value()) << reply.error().message;
  if (!reply) return {};
  const auto loaded = conversations_.ReadLoad(who, reply->view());
  EXPECT_TRUE(loaded.has_value()) << loaded.error().message;
  return loaded ? *loaded : Loaded{};
}

Committed LiveTest::Write(const Commit& commit) {
  const auto reply = redis_.Run(conversations_.CommitCommand(commit));
  EXPECT_TRUE(reply.has_value()) << reply.error().message;
  if (!reply) return {};
  const auto committed = conversations_.ReadCommit(commit.who, reply->view());
  EXPECT_TRUE(committed.has_value()) << committed.error().message;
  return committed ? *committed : Committed{};
}

std::string LiveTest::Ask(const Command& command) {
  const auto reply = redis_.Run(command);
  EXPECT_TRUE(reply.has_value()) << reply.error().message;
  return reply ? std::string((*reply)->text()) : "";
}

int64_t LiveTest::Count(const Command& command) {
  const auto reply = redis_.Run(command);
  EXPECT_TRUE(reply.has_value()) << reply.error().message;
  return reply ? (*reply)->integer() : -1;
}

std::vector<Lease> LiveTest::All(int64_t epoch) {
  std::vector<Lease> leases;
  for (int p = 0; p < kPartitions; ++p)
    leases.push_back({p, epoch});
  return leases;
}

}  // namespace tipline::store
