// Redis for a walk that is played again and again: the first time through, a real private Redis
// answers and its replies are kept; after that they are given in the same order, so that no clock
// and no other process has a part in what is counted. Knows nothing of what the commands mean. One
// thread. Throws std::runtime_error if Redis refuses, or if a later walk asks for something else
// than the first one.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "gateway/store/redis.h"
#include "tests/support/redis_server.h"

namespace tipline::guard {

class RecordedRedis {
 public:
  RecordedRedis();
  RecordedRedis(const RecordedRedis&) = delete;
  RecordedRedis& operator=(const RecordedRedis&) = delete;

  // Valid as long as this object. The command is put into the form that would be sent.
  store::Reply Run(const store::Command& command);
  // The walk is through: the next command is its first one again.
  void Rewind();

 private:
  struct Exchange {
    std::string name;  // of the command
    store::OwnedReply reply;
  };
  std::unique_ptr<testing::RedisServer> server_;  // null once all is recorded
  std::unique_ptr<store::Redis> redis_;
  std::vector<Exchange> exchanges_;
  size_t next_ = 0;
};

}  // namespace tipline::guard
