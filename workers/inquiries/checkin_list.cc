// What is kept of the traveller of this phone, for that phone only. plan_state: none, running,
// paused. Numbers of contacts are not shown: somebody else may hold the phone. Tests:
// tests/workers/inquiries
#include <algorithm>

#include "workers/inquiries/checkins.h"

namespace tipline::workers {
namespace {

Result<Values> List(Lane& lane, const Inquiry& inquiry) {
  TRY_ASSIGN(const auto traveller, OwnTraveller(lane, inquiry));
  if (!traveller) return Values{{"plan_state", "none"}};
  store::Checkins records(lane.services().database, lane.services().keys);
  TRY_ASSIGN(const auto contacts, records.Contacts(traveller->id));
  const auto active = std::count_if(contacts.begin(), contacts.end(),
                                    [](const auto& one) { return one.state == "active"; });
  const bool paused = traveller->state.stage == flows::CheckinStage::kPaused;
  return Values{{"plan_state", paused ? "paused" : "running"},
                {"name", traveller->nickname},
                {"next_check", NextCheck(*traveller)},
                {"contacts_on", std::to_string(active)},
                {"contacts_asked", std::to_string(static_cast<long>(contacts.size()) - active)}};
}

const RegisterInquiry kRegistered({"checkin_list",
                                   {},
                                   {},
                                   {"plan_state", "name", "next_check", "contacts_on",
                                    "contacts_asked"},
                                   List});

}  // namespace
}  // namespace tipline::workers
