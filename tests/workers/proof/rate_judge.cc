#include "tests/workers/proof/rate_judge.h"

#include <algorithm>

namespace tipline::proof {
namespace {

using std::chrono::milliseconds;

// Who was killed with the answer in hand told nobody of it.
bool WasTold(const Pause& pause, const Deaths& deaths) {
  const auto death = deaths.find(pause.process);
  return death == deaths.end() || death->second.at < pause.from ||
         death->second.at > pause.from + milliseconds(1'000);
}

int MostWithin(const std::vector<Time>& came, milliseconds window) {
  size_t first = 0, most = 0;
  for (size_t i = 0; i < came.size(); ++i) {
    while (came[i] - came[first] >= window)
      ++first;
    most = std::max(most, i - first + 1);
  }
  return static_cast<int>(most);
}

}  // namespace

RateJudgement JudgeRate(const std::string& channel, std::vector<Time> came,
                        const std::vector<Pause>& pauses, double rate_per_second, int burst,
                        const Deaths& deaths) {
  RateJudgement out;
  std::sort(came.begin(), came.end());  // read in another order than they came
  for (const milliseconds window : {milliseconds(200), milliseconds(1'000), milliseconds(10'000)}) {
    const int most = MostWithin(came, window);
    if (window == milliseconds(1'000)) out.most_in_a_second = most;
    const double seconds = std::chrono::duration<double>(window).count();
    if (most > burst + rate_per_second * seconds)
      out.wrong.push_back(channel + ": " + std::to_string(most) + " requests within " +
                          std::to_string(window.count()) + " ms");
  }
  for (const Pause& pause : pauses) {
    if (!WasTold(pause, deaths)) continue;
    const Time half = pause.from + (pause.to - pause.from) / 2;
    const auto in = [&](Time at) { return at > half && at < pause.to; };
    out.impatient += static_cast<int>(std::count_if(came.begin(), came.end(), in));
  }
  if (out.impatient > 0)
    out.wrong.push_back(channel + ": requests came in a pause that the provider had asked for");
  return out;
}

}  // namespace tipline::proof
