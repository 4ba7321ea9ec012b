// Another hour, other days, another clock ("1430": what the traveller's clock shows now), another
// word for trouble, or one contact less (by its place). changed: yes, wrong (no such time), none.
// Tests: tests/workers/inquiries
#include <algorithm>

#include "flows/base/text.h"
#include "gateway/base/trouble_mark.h"
#include "workers/inquiries/checkins.h"

namespace tipline::workers {
namespace {

Result<bool> DropOne(Lane& lane, const store::Traveller& traveller, int place) {
  store::Checkins records(lane.services().database, lane.services().keys);
  TRY_ASSIGN(const auto contacts, records.Contacts(traveller.id));
  const auto found = std::find_if(contacts.begin(), contacts.end(),
                                  [&](const auto& one) { return one.place == place; });
  if (found == contacts.end()) return false;
  TRY(DropInvitation(lane, *found, false));
  return true;
}

// False: no such time.
bool ChangeSchedule(const Inquiry& inquiry, flows::CheckinSchedule& schedule, TimePoint asked_at,
                    TimePoint now) {
  const std::string clock = FoldBare(FieldOf(inquiry, "clock").Reveal());
  if (!clock.empty()) {
    const auto minute = flows::ReadClock(clock);
    if (!minute) return false;
    schedule.time_zone = flows::ZoneOfClock(schedule.time_zone, *minute, asked_at);
  }
  schedule.minute = NumberOf(inquiry, "hour", 0, 23, schedule.minute / 60) * 60;
  schedule.every_days = NumberOf(inquiry, "every", 0, flows::kMostCheckinDays, schedule.every_days);
  const int days = NumberOf(inquiry, "days", 1, flows::kMostCheckinDays, 0);
  if (days > 0) schedule.last_day = flows::LocalDayNumber(schedule.time_zone, now) + days;
  return true;
}

Result<Values> Change(Lane& lane, const Inquiry& inquiry) {
  TRY_ASSIGN(auto traveller, OwnTraveller(lane, inquiry));
  if (!traveller) return Values{{"changed", "none"}};
  if (!FieldOf(inquiry, "drop_contact").empty()) {
    TRY_ASSIGN(const bool dropped,
               DropOne(lane, *traveller, NumberOf(inquiry, "drop_contact", 1, 9, 0)));
    return Values{{"changed", dropped ? "yes" : "wrong"}, {"next_check", NextCheck(*traveller)}};
  }
  if (!ChangeSchedule(inquiry, traveller->plan.schedule, inquiry.asked_at, lane.Now()))
    return Values{{"changed", "wrong"}, {"next_check", NextCheck(*traveller)}};
  const std::string trouble = FieldOf(inquiry, "trouble").Reveal();
  if (!trouble.empty()) {
    traveller->trouble_mark = TroubleMark(lane.services().keys, inquiry.pseudonym, trouble);
    TRY(lane.contacts().GiveRole(inquiry.pseudonym, store::kTravellerRole,
                                 traveller->trouble_mark));
  }
  traveller->state = flows::Rescheduled(traveller->plan, traveller->state, lane.Now());
  const std::string next = NextCheck(*traveller);
  TRY(ChangeTraveller(lane, *std::move(traveller), "changed"));
  return Values{{"changed", "yes"}, {"next_check", next}};
}

const RegisterInquiry kRegistered({"checkin_change",
                                   {},
                                   {"hour", "every", "days", "clock", "trouble", "drop_contact"},
                                   {"changed", "next_check"},
                                   Change});

}  // namespace
}  // namespace tipline::workers
