#include "tests/guard/recorded_redis.h"

#include "gateway/store/live/gate.h"
#include "gateway/store/redis_wire.h"
#include "tests/guard/walk_texts.h"

namespace tipline::guard {

RecordedRedis::RecordedRedis()
    : server_(testing::RedisServer::Start()),
      redis_(std::make_unique<store::Redis>(server_->options())) {
  Must(store::LoadFunctions(*redis_));
}

store::Reply RecordedRedis::Run(const store::Command& command) {
  Must(!store::Formatted(command).empty(), "a command without a form");
  if (server_) {
    exchanges_.push_back({command.at(0), Must(redis_->Run(command))});
    return exchanges_.back().reply.view();
  }
  Must(next_ < exchanges_.size() && exchanges_[next_].name == command.at(0),
       "the walk does not ask Redis what it asked the first time");
  return exchanges_[next_++].reply.view();
}

void RecordedRedis::Rewind() {
  redis_.reset();
  server_.reset();
  next_ = 0;
}

}  // namespace tipline::guard
