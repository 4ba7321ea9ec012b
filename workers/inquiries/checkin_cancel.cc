// The traveller wants no check-ins any more. cancelled: yes, none. Tests: tests/workers/inquiries
#include "workers/inquiries/checkins.h"

namespace tipline::workers {
namespace {

Result<Values> Cancel(Lane& lane, const Inquiry& inquiry) {
  TRY_ASSIGN(auto traveller, OwnTraveller(lane, inquiry));
  if (!traveller) return Values{{"cancelled", "none"}};
  store::Checkins records(lane.services().database, lane.services().keys);
  TRY_ASSIGN(const auto contacts, records.Contacts(traveller->id));
  for (const store::CheckinContact& one : contacts)
    if (one.state != "active") TRY(DropInvitation(lane, one, false));
  traveller->state.stage = flows::CheckinStage::kOver;
  traveller->state.step_at.reset();
  TRY(ChangeTraveller(lane, *std::move(traveller), "cancelled"));
  return Values{{"cancelled", "yes"}};
}

const RegisterInquiry kRegistered({"checkin_cancel", {}, {}, {"cancelled"}, Cancel});

}  // namespace
}  // namespace tipline::workers
