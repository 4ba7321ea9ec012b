#include "tests/workers/proof/events.h"

#include <algorithm>
#include <limits>

#include "tests/chaos/chance.h"
#include "tests/workers/proof/judge.h"

namespace tipline::proof {
namespace {

using std::chrono::milliseconds;

// Each enough for a channel to be called down (flows::kFailedDown), or for what is under way.
constexpr int64_t kRefusedDown = 24;
constexpr int64_t kRefusedWrong = 4;
constexpr milliseconds kLongestOutage{5'000};

}  // namespace

Events::Events(const ProofOptions& options, Scene& scene, ProofResult& result)
    : scene_(scene), result_(result) {
  chaos::Chance chance(options.seed, 77);
  const auto add = [&](What what, int which, int status) {
    events_.push_back({chance.Between(options.messages / 20, options.messages * int64_t{9} / 10),
                       what, which, status});
  };
  for (int i = 0; i < options.kills; ++i)
    add(What::kKill, static_cast<int>(chance.Below(kCrew)), 0);
  for (int i = 0; i < options.restarts; ++i)
    add(What::kRestart, 0, 0);
  // By turns: with and without a failover, out of order and misconfigured.
  for (int i = 0; i < options.outages; ++i) {
    const int pair = static_cast<int>(chance.Below(std::max<uint64_t>(1, options.channels / 2)));
    add(What::kOutage, std::min(2 * pair + i / 2 % 2, options.channels - 1),
        i % 2 == 0 ? 503 : 401);
  }
  std::sort(events_.begin(), events_.end(),
            [](const Event& a, const Event& b) { return a.at > b.at; });
}

int64_t Events::next_at() const {
  return events_.empty() ? std::numeric_limits<int64_t>::max() : events_.back().at;
}

void Events::RunNext() {
  const Event event = events_.back();
  events_.pop_back();
  if (event.what == What::kKill) return Kill(event.which);
  if (event.what == What::kRestart) return Restart();
  Outage(event);
}

void Events::Kill(int which) {
  if (!scene_.crew().Kill(which, scene_.database()))
    AddWrong(result_, "the store cannot be read after a kill");
  scene_.crew().Start(which);
  ++result_.killed;
}

void Events::Restart() {
  for (int which = 0; which < kCrew; ++which) {
    if (!scene_.crew().Stop(which)) AddWrong(result_, "a worker did not end in order");
    scene_.crew().Start(which);
  }
  ++result_.restarted;
}

void Events::Outage(const Event& event) {
  const std::string channel = ChannelName(event.which);
  const int64_t before = scene_.network().refused();
  scene_.network().Break(channel, event.status);
  scene_.network().WaitForRefused(before + (event.status == 401 ? kRefusedWrong : kRefusedDown),
                                  kLongestOutage);
  scene_.network().Break(channel, 0);
  ++result_.outages;
}

}  // namespace tipline::proof
