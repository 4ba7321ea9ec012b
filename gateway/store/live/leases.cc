#include "gateway/store/live/leases.h"

#include <algorithm>

#include "gateway/base/crypto.h"
#include "gateway/store/live/streams.h"

namespace tipline::store {
namespace {

constexpr const char* kConsumersKey = "tl:consumers";

std::string LeaseKey(int partition) {
  return "tl:" + TagOf(partition) + ":lease";
}

// Wall-clock ms of the server, so that consumers agree.
Result<int64_t> ServerTime(Redis& redis) {
  TRY_ASSIGN(const OwnedReply reply, redis.Run({"TIME"}));
  return reply.view()[0].integer() * 1000 + reply.view()[1].integer() / 1000;
}

}  // namespace

Leases::Leases(Redis& redis, int partitions, const std::string& consumer, Millis ttl)
    : redis_(redis), partitions_(partitions), token_(consumer + "/" + RandomToken(9)), ttl_(ttl) {
  // Consumers that start together look in different places first.
  next_ = PartitionOf(Hex(RandomToken(4)), partitions);
}

Result<std::vector<Lease>> Leases::Keep() {
  Status kept = Renew();
  if (kept) {
    const auto share = FairShare();
    if (share) kept = GiveBack(static_cast<size_t>(*share));
    if (share && kept) kept = TakeFree(static_cast<size_t>(*share));
    if (!share) kept = share.error();
  }
  if (!kept) {
    held_.clear();
    return kept.error();
  }
  std::vector<Lease> leases;
  for (const auto& [partition, epoch] : held_)
    leases.push_back({partition, epoch});
  return leases;
}

Status Leases::Renew() {
  std::vector<Command> commands;
  for (const auto& [partition, epoch] : held_)
    commands.push_back(
        {"FCALL", "tl_lease", "1", LeaseKey(partition), token_, std::to_string(ttl_.count())});
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  size_t i = 0;
  for (auto it = held_.begin(); it != held_.end(); ++i) {
    if (replies[i]->is_error()) return ErrorOf(replies[i].view());
    it = replies[i]->integer() == 1 ? std::next(it) : held_.erase(it);
  }
  return Unit{};
}

Result<int> Leases::FairShare() {
  TRY_ASSIGN(const int64_t now, ServerTime(redis_));
  // Who was seen in the future, before the clock was set back, would count as alive until it is
  // over.
  const std::string ahead = "(" + std::to_string(now + ttl_.count());
  TRY_ASSIGN(const auto replies,
             redis_.RunAll(
                 {{"ZADD", kConsumersKey, std::to_string(now), token_},
                  {"ZREMRANGEBYSCORE", kConsumersKey, "-inf", std::to_string(now - ttl_.count())},
                  {"ZREMRANGEBYSCORE", kConsumersKey, ahead, "+inf"},
                  {"ZCARD", kConsumersKey}}));
  for (const OwnedReply& reply : replies)
    if (reply->is_error()) return ErrorOf(reply.view());
  const int alive = std::max(1, static_cast<int>(replies[3]->integer()));
  return (partitions_ + alive - 1) / alive;
}

Status Leases::GiveBack(size_t keep) {
  std::vector<Command> commands;
  while (held_.size() > keep) {
    const auto last = std::prev(held_.end());
    commands.push_back({"FCALL", "tl_release", "1", LeaseKey(last->first), token_});
    held_.erase(last);
  }
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  for (const OwnedReply& reply : replies)
    if (reply->is_error()) return ErrorOf(reply.view());
  return Unit{};
}

Status Leases::TakeFree(size_t up_to) {
  // In rounds, so that not more is taken than is wanted.
  for (int looked = 0; held_.size() < up_to && looked < partitions_;) {
    std::vector<int> asked;
    std::vector<Command> commands;
    for (; looked < partitions_ && held_.size() + asked.size() < up_to;
         ++looked, next_ = (next_ + 1) % partitions_) {
      if (held_.contains(next_)) continue;
      asked.push_back(next_);
      commands.push_back(
          {"FCALL", "tl_lease", "1", LeaseKey(next_), token_, std::to_string(ttl_.count())});
    }
    TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
    for (size_t i = 0; i < asked.size(); ++i) {
      if (replies[i]->is_error()) return ErrorOf(replies[i].view());
      if (replies[i]->integer() == 1) held_[asked[i]] = ++epochs_;
    }
  }
  return Unit{};
}

Status Leases::Release() {
  TRY(GiveBack(0));
  TRY(redis_.Run({"ZREM", kConsumersKey, token_}));
  return Unit{};
}

}  // namespace tipline::store
