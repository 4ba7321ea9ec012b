// A worker with travellers: inquiries are run as the job runs them, time goes on in steps that the
// watchdog takes for a system that is alive, and phones get messages from the fake provider.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/workers/jobs/worker_world.h"
#include "workers/inquiries/inquiry_kind.h"
#include "workers/jobs/checkin_chores.h"

namespace tipline::workers {

class CheckinWorld : public WorkerTest {
 protected:
  static constexpr const char* kTraveller = "+254711000001";
  static constexpr const char* kFriend = "+254711000077";
  static constexpr const char* kSister = "+254711000078";

  void SetUp() override;
  // As a second process, with its chores.
  void Restart();

  Values Ask(const std::string& kind, const std::map<std::string, std::string>& fields = {},
             const std::string& number = kTraveller, bool duress = false);
  // Enrolled, due each day at the hour that is `until` ahead; friends have said yes.
  void Enrol(std::vector<std::string> friends = {kFriend}, const std::string& trouble = "",
             std::chrono::hours until = std::chrono::hours(20));
  // What a phone sends that the gateway hands over.
  void Says(const std::string& number, const std::string& text,
            const std::string& kind = "checkin_sms");

  void Alive();            // gateway and worker, at this moment
  void Pass(Millis time);  // and all is well
  void Away(Millis time);  // nothing of ours runs
  void PassUntil(TimePoint at) { Pass(at - clock_.Now()); }
  store::Checkins Records() { return {*database_, keys_}; }
  store::Traveller Me();
  TimePoint DueAt() { return Me().state.due; }
  std::vector<std::string> Kinds();  // of the events
  long long Count(const std::string& table);

  std::unique_ptr<CheckinChores> chores_;
  int number_ = 0;
};

}  // namespace tipline::workers
