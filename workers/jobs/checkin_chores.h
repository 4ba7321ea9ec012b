// What check-ins need besides jobs: the watchdog's look, staff told once of an outage,
// timers and roles made anew from SQL when Redis may have lost them, invitations that run out, and
// what is over going. On the first lane of each worker. One thread at a time. Tests:
// tests/workers/jobs/checkin_test.cc
#pragma once

#include "workers/jobs/checkin.h"

namespace tipline::workers {

constexpr Millis kCheckinLook{15'000};  // several within flows::kBeatGap
constexpr Millis kCheckinSweep{180'000};
constexpr Millis kCheckinTidy{3'600'000};

class CheckinChores {
 public:
  explicit CheckinChores(Lane& lane) : lane_(lane) {}
  // Whatever is due. `recovered`: Redis may not be what it was.
  void Run(bool recovered);

  // Its parts, for tests and commands.
  Status Look();                // the watchdog
  Status Reschedule(bool all);  // timers; all of them, or those that are late
  Status MarkRoles();
  Status DropUnanswered();
  Status Tidy();

 private:
  Status TellStaff(const flows::Watch& watch);
  Status SetBack(TimePoint since);

  Lane& lane_;
  TimePoint look_due_{}, sweep_due_{}, fresh_due_{}, tidy_due_{};  // Pace()
  bool fresh_ = true;                                              // nothing was made anew yet
};

}  // namespace tipline::workers
