// Pause for some days (0: until the traveller goes on), or go on (resume = yes). pause_state:
// paused, running, none. Tests: tests/workers/inquiries
#include "workers/inquiries/checkins.h"

namespace tipline::workers {
namespace {

Result<Values> Pause(Lane& lane, const Inquiry& inquiry) {
  TRY_ASSIGN(auto traveller, OwnTraveller(lane, inquiry));
  if (!traveller) return Values{{"pause_state", "none"}};
  const bool resume = FieldOf(inquiry, "resume").Reveal() == "yes";
  if (resume) {
    traveller->state = flows::ResumeCheckin(traveller->plan, traveller->state, lane.Now());
  } else {
    const int days = NumberOf(inquiry, "days", 0, flows::kMostCheckinDays, 0);
    std::optional<TimePoint> until;
    if (days > 0) until = inquiry.asked_at + std::chrono::days(days);
    traveller->state = flows::PauseCheckin(traveller->state, until);
  }
  const std::string next = NextCheck(*traveller);
  TRY(ChangeTraveller(lane, *std::move(traveller), resume ? "resumed" : "paused"));
  return Values{{"pause_state", resume ? "running" : "paused"}, {"next_check", next}};
}

const RegisterInquiry kRegistered(
    {"checkin_pause", {}, {"days", "resume"}, {"pause_state", "next_check"}, Pause});

}  // namespace
}  // namespace tipline::workers
