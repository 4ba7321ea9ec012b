// How fast a channel may send, shared by all lanes and workers. GCRA (the virtual scheduling form
// of ITU-T I.371): with an interval T between messages and a burst B, message n is granted at the
// earliest at TAT - (B-1)T, where TAT is the time at which it is due at an even pace; each grant
// moves TAT on by T. So in any window W no more than B + W/T are granted. The clock is Redis' own,
// so that machines need not agree; it survives a restart of everybody.
//
// What is granted leaves a little later, and those delays differ. Who asks says the longest delay
// that it will let pass (`allowance`; it must drop a grant that is older), and TAT is counted from
// the end of that: the bound then holds for what leaves, not only for what is granted. It costs
// speed only where (B-1)T is shorter than the allowance.
//
//   tl:rate:<channel>   hash: tat, pause (nothing before it: the provider said so), at;
//   microseconds
//                       of Redis' clock; expires when it says nothing any more
//
// One thread at a time. Redis: functions of rates.lua. Tests:
// tests/gateway/store/live/rates_test.cc
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/base/settings.h"
#include "gateway/store/redis.h"

namespace tipline::store {

using Micros = std::chrono::microseconds;

class Rates {
 public:
  explicit Rates(Redis& redis) : redis_(redis) {}

  struct Ask {
    const ChannelSettings* channel = nullptr;  // rate_per_second 0: only a pause holds it back
    int count = 1;
    Millis allowance{0};
  };
  struct Grant {
    int count = 0;
    Micros next{0};  // after that one more could be granted; 0: at once
  };
  // One for each ask, in order, in one round trip. An error: nothing may leave.
  Result<std::vector<Grant>> Take(const std::vector<Ask>& asks);
  // Nothing of the channel leaves for so long, whoever asks.
  Status Slow(const ChannelSettings& channel, Millis pause);

 private:
  Redis& redis_;
};

// Between two messages at an even pace; 0: no limit.
Micros IntervalOf(const ChannelSettings& channel);

}  // namespace tipline::store
