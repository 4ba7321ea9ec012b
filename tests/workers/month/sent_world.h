// A worker's world in which it is known when each message reached the provider, by the clock of the
// test, and six hours in which nothing of ours runs.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/workers/jobs/checkin_world.h"

namespace tipline::workers {

struct Sent {
  TimePoint at;
  std::string text;
};

class SentWorld : public CheckinWorld {
 protected:
  double Draw() { return std::uniform_real_distribution<double>(0, 1)(chance_); }
  Millis Between(Millis from, Millis to);
  bool Away(TimePoint at) const {
    return at >= gone_from_ && at < gone_from_ + std::chrono::hours(6);
  }
  void Work();  // what the lane has to do at this moment
  std::map<std::string, std::vector<Sent>> ByNumber() const;  // of those that it was asked to send

  TimePoint start_{}, gone_from_{};

 private:
  void Stamp();

  std::mt19937_64 chance_{20261128};
  std::vector<TimePoint> stamps_;  // of the provider's requests
};

}  // namespace tipline::workers
