// Tests of gateway/store/live: a Redis of their own with our functions loaded, fresh keys, short
// ways to common things.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/base/crypto.h"
#include "gateway/store/live/conversations.h"
#include "gateway/store/live/leases.h"
#include "gateway/store/redis.h"
#include "tests/support/redis_server.h"

namespace tipline::store {

constexpr int kPartitions = 8;

KeyRing FreshKeys();  // session, pseudonym, store and both case keys, of chance

class LiveTest : public ::testing::Test {
 protected:
  void SetUp() override;

  testing::RedisServer& server() { return *server_; }
  Redis& redis() { return redis_; }
  const KeyRing& keys() const { return keys_; }
  const Conversations& conversations() const { return conversations_; }
  std::string Someone(int n = 1) const;  // a pseudonym

  Who UssdTurn(const std::string& turn, const std::string& session = "s1") const;
  Who SmsTurn(const std::string& turn) const;
  Loaded Load(const Who& who);
  Committed Write(const Commit& commit);
  // What no test should find to be nil, as text; integers too.
  std::string Ask(const Command& command);
  int64_t Count(const Command& command);
  static std::vector<Lease> All(int64_t epoch = 1);  // leases on every partition

 private:
  std::unique_ptr<testing::RedisServer> server_ = testing::RedisServer::Start();
  Redis redis_{server_->options()};
  KeyRing keys_ = FreshKeys();
  Conversations conversations_{keys_, kPartitions};
};

}  // namespace tipline::store
