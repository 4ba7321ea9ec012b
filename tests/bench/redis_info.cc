#include "tests/bench/redis_info.h"

#include <cstdlib>
#include <string>

#include "gateway/store/live/streams.h"
#include "gateway/store/redis.h"

namespace tipline::bench {
namespace {

constexpr int kPartitions = 64;  // config/sandbox.json

// Acknowledged entries are deleted, so what is left waits.
int64_t Waiting(testing::System& system, std::string_view stream) {
  store::Redis redis(system.redis().options("tl-admin"));
  std::vector<store::Command> commands;
  for (int p = 0; p < kPartitions; ++p)
    commands.push_back({"XLEN", store::StreamKey(store::TagOf(p), stream)});
  const auto replies = redis.RunAll(commands);
  if (!replies) return -1;
  int64_t sum = 0;
  for (const auto& reply : *replies)
    sum += reply.view().integer();
  return sum;
}

}  // namespace

int64_t UsedMemory(testing::System& system) {
  store::Redis redis(system.redis().options("tl-admin"));
  const auto info = redis.Run({"INFO", "memory"});
  if (!info) return 0;
  const std::string text(info->view().text());
  const size_t at = text.find("used_memory:");
  return at == std::string::npos ? 0 : std::strtoll(text.c_str() + at + 12, nullptr, 10);
}

int64_t TipsWaiting(testing::System& system) {
  return Waiting(system, "tips");
}

int64_t MessagesWaiting(testing::System& system) {
  return Waiting(system, "outbound");
}

}  // namespace tipline::bench
