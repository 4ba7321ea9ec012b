#include "gateway/store/redis_group.h"

#include <utility>

#include <sys/epoll.h>
#include <unistd.h>

namespace tipline::store {

RedisGroup::RedisGroup(const RedisOptions& options, size_t connections)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  for (size_t i = 0; i < connections; ++i) {
    connections_.push_back(std::make_unique<AsyncRedis>(options));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_.back()->fd(), &event);
  }
}

RedisGroup::~RedisGroup() {
  connections_.clear();
  ::close(epoll_);
}

void RedisGroup::OnReady() {
  epoll_event events[16];
  const int count = ::epoll_wait(epoll_, events, 16, 0);
  for (int i = 0; i < count; ++i)
    connections_[events[i].data.u64]->OnReady();
}

void RedisGroup::OnTick() {
  for (const auto& connection : connections_)
    connection->OnTick();
}

void RedisGroup::Flush() {
  for (const auto& connection : connections_)
    connection->Flush();
}

void RedisGroup::Run(const Command& command, AsyncRedis::Callback done) {
  size_t chosen = next_++ % connections_.size();
  for (size_t tries = 1; tries < connections_.size() && !connections_[chosen]->connected(); ++tries)
    chosen = next_++ % connections_.size();
  connections_[chosen]->Run(command, std::move(done));
}

}  // namespace tipline::store
