#include "workers/cli/checkin_relay.h"

#include <algorithm>

#include "flows/base/text.h"

namespace tipline::cli {
namespace {

using store::Traveller;

bool Has(const std::vector<std::string>& list, const char* one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool IsThere(const Organisation& agency, const Traveller& traveller) {
  if (agency.areas.empty()) return true;
  const std::string where = Fold(traveller.place + " " + traveller.destination);
  return std::any_of(agency.areas.begin(), agency.areas.end(), [&](const std::string& area) {
    return where.find(Fold(area)) != std::string::npos;
  });
}

}  // namespace

bool IsOverdue(const Traveller& traveller) {
  if (traveller.trouble_at) return true;
  return !traveller.ended_at && (traveller.state.told > 0 || traveller.state.lead_told);
}

Result<Traveller> OverdueBy(const std::vector<Traveller>& all, const std::string& id) {
  constexpr size_t kShortest = 6;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Traveller& one) {
    return one.id == id || (id.size() >= kShortest && one.id.ends_with(id));
  });
  if (found == all.end()) return NotFound("no such traveller");
  if (!IsOverdue(*found))
    return Denied("not overdue: only the traveller's own contacts and phone know of the plan");
  return *found;
}

Result<Responder> AgencyFor(const Directory& directory, const std::string& organisation,
                            const Traveller& traveller, TimePoint now) {
  const auto agency = std::find_if(directory.organisations.begin(), directory.organisations.end(),
                                   [&](const Organisation& one) { return one.id == organisation; });
  if (agency == directory.organisations.end()) return NotFound("--to: no such organisation");
  const bool agreed = agency->agreement_until >= FormatTime(now).substr(0, 10);
  if (!agency->active || !agency->verified || !agreed)
    return Denied("--to: not active, not verified, or without an agreement");
  if (!Has(agency->services, "overdue_travellers") && !Has(agency->services, "consulate"))
    return Denied("--to: its services name neither overdue_travellers nor consulate");
  if (!IsThere(*agency, traveller))
    return Denied("--to: its areas name neither the last place nor the destination");
  const Responder* phone = nullptr;
  for (const Responder& one : directory.responders) {
    const bool is_of = one.organisation_id == organisation && one.active && !one.number.empty();
    if (is_of && (phone == nullptr || one.order < phone->order)) phone = &one;
  }
  if (phone == nullptr) return Denied("--to: nobody there has a phone");
  return *phone;
}

std::string HandOff(const Traveller& traveller) {
  const std::string& zone = traveller.plan.schedule.time_zone;
  std::string text = "Overdue traveller " + traveller.nickname + ", phone " +
                     traveller.number.Reveal() + ". Last heard " +
                     flows::LocalStamp(zone, traveller.state.heard_at) + ".";
  if (!traveller.place.empty() && traveller.place_at)
    text +=
        " Told us " + traveller.place + ", " + flows::LocalStamp(zone, *traveller.place_at) + ".";
  if (!traveller.destination.empty()) text += " Going to " + traveller.destination + ".";
  return text;
}

}  // namespace tipline::cli
