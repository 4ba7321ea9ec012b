// Somebody who was told that a traveller is late asks that it is looked into: the duty lead hears
// of it and decides. relayed: yes, none (nobody told this phone of anybody). Tests:
// tests/workers/inquiries
#include <algorithm>

#include "workers/inquiries/checkins.h"
#include "workers/jobs/checkin_wording.h"

namespace tipline::workers {
namespace {

Result<Values> Relay(Lane& lane, const Inquiry& inquiry) {
  store::Checkins records(lane.services().database, lane.services().keys);
  TRY_ASSIGN(const auto all, records.OfPhone(inquiry.pseudonym));
  const auto told =
      std::find_if(all.begin(), all.end(), [](const auto& one) { return one.told == 1; });
  if (told == all.end()) return Values{{"relayed", "none"}};
  TRY_ASSIGN(const store::Traveller traveller, FindTraveller(lane, told->traveller_id));
  TRY(records.Note(traveller.id, "relay_asked", "by a contact", lane.Now()));
  TRY(CallDutyLeads(lane, traveller, "relay|" + inquiry.id,
                    CheckinWord(CheckinText::kLeadRelay, {{"id", CheckinReference(traveller)}})));
  return Values{{"relayed", "yes"}};
}

const RegisterInquiry kRegistered({"checkin_relay", {}, {}, {"relayed"}, Relay});

}  // namespace
}  // namespace tipline::workers
