// The clocks of domain.md §5.1.
#include "flows/cases/lifecycle.h"

namespace tipline::flows {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kWorkingDays = 3;

bool IsWorkingDay(TimePoint at) {
  const std::chrono::weekday day(std::chrono::floor<days>(at));
  return day != std::chrono::Saturday && day != std::chrono::Sunday;
}

TimePoint AfterWorkingDays(TimePoint at, int count) {
  while (count > 0) {
    at += days(1);
    if (IsWorkingDay(at)) --count;
  }
  return at;
}

}  // namespace

TimePoint DueAt(Priority priority, TimePoint since) {
  switch (priority) {
    case Priority::kP0:
      return since + seconds(60);
    case Priority::kP1:
      return since + minutes(15);
    case Priority::kP2:
      return since + hours(4);
    case Priority::kP3:
      return since + hours(24);
    case Priority::kP4:
      return AfterWorkingDays(since, kWorkingDays);
  }
  return since;
}

const std::vector<Escalation>& Ladder(Priority priority) {
  static const std::vector<Escalation> kP0 = {{minutes(2), "second_duty_and_lead"},
                                              {minutes(5), "partner_on_call"},
                                              {minutes(10), "director"}};
  static const std::vector<Escalation> kP1 = {{minutes(30), "lead"}, {hours(2), "director"}};
  static const std::vector<Escalation> kP2 = {{hours(8), "lead"}};
  static const std::vector<Escalation> kP3 = {{hours(48), "lead"}};
  static const std::vector<Escalation> kP4 = {{hours(24 * 7), "lead"}};
  switch (priority) {
    case Priority::kP0:
      return kP0;
    case Priority::kP1:
      return kP1;
    case Priority::kP2:
      return kP2;
    case Priority::kP3:
      return kP3;
    case Priority::kP4:
      return kP4;
  }
  return kP0;
}

}  // namespace tipline::flows
