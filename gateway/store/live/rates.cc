#include "gateway/store/live/rates.h"

#include <cmath>

namespace tipline::store {
namespace {

std::string KeyOf(const ChannelSettings& channel) {
  return "tl:rate:" + channel.id;
}

std::string MicrosText(Micros time) {
  return std::to_string(time.count());
}

}  // namespace

// Rounded up: a microsecond too slow is right, one too fast is not.
Micros IntervalOf(const ChannelSettings& channel) {
  if (channel.rate_per_second <= 0) return Micros(0);
  constexpr double kSecond = 1e6;
  return Micros(static_cast<int64_t>(std::ceil(kSecond / channel.rate_per_second)));
}

Result<std::vector<Rates::Grant>> Rates::Take(const std::vector<Ask>& asks) {
  std::vector<Command> commands;
  commands.reserve(asks.size());
  for (const Ask& ask : asks)
    commands.push_back({"FCALL", "tl_rate_take", "1", KeyOf(*ask.channel),
                        MicrosText(IntervalOf(*ask.channel)), std::to_string(ask.channel->burst),
                        std::to_string(ask.count), MicrosText(ask.allowance)});
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  std::vector<Grant> grants;
  grants.reserve(replies.size());
  for (const OwnedReply& reply : replies) {
    if (reply->is_error()) return ErrorOf(reply.view());
    grants.push_back(
        {static_cast<int>(reply.view()[0].integer()), Micros(reply.view()[1].integer())});
  }
  return grants;
}

Status Rates::Slow(const ChannelSettings& channel, Millis pause) {
  TRY(redis_.Run({"FCALL", "tl_rate_slow", "1", KeyOf(channel), MicrosText(IntervalOf(channel)),
                  std::to_string(channel.burst), MicrosText(pause)}));
  return Unit{};
}

}  // namespace tipline::store
