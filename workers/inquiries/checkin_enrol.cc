// Somebody wants to be checked in on. Fields: nickname; prompts ("no": I dial by myself), days
// until back, every (days), hour, destination, trouble (the word for that). enrolled: yes, already,
// name (no such name), no (no phone that could be written to). asks: yes, no (the traveller dials).
// Tests: tests/workers/inquiries
#include "flows/base/phone.h"
#include "flows/base/zone.h"
#include "gateway/base/trouble_mark.h"
#include "workers/inquiries/checkins.h"

namespace tipline::workers {
namespace {

constexpr int kDefaultDays = 7;
constexpr int kDefaultHour = 18;

std::string ZoneFor(Lane& lane, const Inquiry& inquiry) {
  const std::string zone = ZoneOfCountry(CountryOf(inquiry.number.Reveal()));
  if (!zone.empty()) return zone;
  const auto& channels = lane.services().settings.channels;
  const auto channel = channels.find(inquiry.channel);
  return channel == channels.end() ? "UTC" : channel->second.time_zone;
}

flows::CheckinPlan PlanOf(Lane& lane, const Inquiry& inquiry) {
  flows::CheckinPlan plan;
  plan.channel = inquiry.channel;
  plan.delays = CheckinDelaysOf(lane.services());
  flows::CheckinSchedule& schedule = plan.schedule;
  schedule.time_zone = ZoneFor(lane, inquiry);
  schedule.minute = NumberOf(inquiry, "hour", 0, 23, kDefaultHour) * 60;
  const int days = NumberOf(inquiry, "days", 1, flows::kMostCheckinDays, kDefaultDays);
  schedule.every_days = NumberOf(inquiry, "every", 0, days, 1);
  schedule.first_day = flows::LocalDayNumber(schedule.time_zone, lane.Now()) + 1;
  schedule.last_day = schedule.first_day + days - 1;
  return plan;
}

Result<Values> Enrolled(Lane& lane, const Inquiry& inquiry, const store::Traveller& traveller) {
  Values values = {{"enrolled", "yes"},
                   {"next_check", NextCheck(traveller)},
                   {"asks", traveller.prompts ? "yes" : "no"}};
  if (FieldOf(inquiry, "contact_number").empty()) return values;
  TRY_ASSIGN(values["contact_state"], AddContact(lane, inquiry, traveller));
  return values;
}

Result<Values> Enrol(Lane& lane, const Inquiry& inquiry) {
  TRY_ASSIGN(const auto known, OwnTraveller(lane, inquiry));
  const std::string id =
      CheckinMessageId(lane.services().keys, inquiry.asked_at, "enrol|" + inquiry.id);
  if (known && known->id == id) {  // done again: perhaps Redis was away
    TRY(MarkTraveller(lane, *known));
    return Enrolled(lane, inquiry, *known);
  }
  if (known) return Values{{"enrolled", "already"}, {"next_check", NextCheck(*known)}};
  if (inquiry.number.empty()) return Values{{"enrolled", "no"}};
  store::Traveller traveller;
  traveller.nickname = ShortWords(lane, inquiry, "nickname", kLongestName);
  if (traveller.nickname.empty()) return Values{{"enrolled", "name"}};
  traveller.id = id;
  traveller.pseudonym = inquiry.pseudonym;
  traveller.number = inquiry.number;
  traveller.language = inquiry.language;
  traveller.service_code = inquiry.service_code;
  traveller.destination = ShortWords(lane, inquiry, "destination", kLongestPlace);
  traveller.prompts = FieldOf(inquiry, "prompts").Reveal() != "no";
  traveller.trouble_mark =
      TroubleMark(lane.services().keys, inquiry.pseudonym, FieldOf(inquiry, "trouble").Reveal());
  traveller.plan = PlanOf(lane, inquiry);
  traveller.state = flows::StartCheckin(traveller.plan, lane.Now());
  traveller.created_at = lane.Now();
  // Who said that this phone is not to be written to is not, whatever is chosen here: somebody else
  // may hold it.
  TRY_ASSIGN(traveller.prompts, MayPrompt(lane.services(), traveller));
  TRY(StartTraveller(lane, traveller));
  return Enrolled(lane, inquiry, traveller);
}

const RegisterInquiry kRegistered({"checkin_enrol",
                                   {"nickname"},
                                   {"prompts", "days", "every", "hour", "destination", "trouble",
                                    "contact_number"},
                                   {"enrolled", "next_check", "contact_state", "asks"},
                                   Enrol});

}  // namespace
}  // namespace tipline::workers
