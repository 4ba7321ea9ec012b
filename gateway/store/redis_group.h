// Several pipelined connections of one worker loop that look like one. Redis reads some 16 KiB of a
// connection at a time and syncs its append-only file after that: with one connection a busy loop's
// commits would be synced in many small groups, and each group waits for the disk. Commands go to
// the connections in turn, so two that are under way together may be carried out in either order.
// One thread. Tests: tests/gateway/store/live/redis_group_test.cc.
#pragma once

#include <memory>
#include <vector>

#include "gateway/store/redis.h"

namespace tipline::store {

class RedisGroup : public http::Companion {
 public:
  RedisGroup(const RedisOptions& options, size_t connections);
  ~RedisGroup() override;
  RedisGroup(const RedisGroup&) = delete;
  RedisGroup& operator=(const RedisGroup&) = delete;
  int fd() const override { return epoll_; }
  void OnReady() override;
  void OnTick() override;
  void Flush() override;
  // As AsyncRedis::Run; on a connection that is up, if there is one.
  void Run(const Command& command, AsyncRedis::Callback done);

 private:
  const int epoll_;
  std::vector<std::unique_ptr<AsyncRedis>> connections_;
  size_t next_ = 0;
};

}  // namespace tipline::store
