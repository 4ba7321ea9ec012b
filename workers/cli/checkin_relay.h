// Whom the duty lead may look at, and to whom they may be handed. Pure. Tests:
// tests/workers/cli/checkin_test.cc
#pragma once

#include <string>
#include <vector>

#include "flows/model/directory.h"
#include "gateway/store/records/checkins.h"

namespace tipline::cli {

// Contacts were told, or the duty lead was; or the traveller sent the word for trouble, whatever
// looks well since, and also once the trip is over: only then are details shown.
bool IsOverdue(const store::Traveller& traveller);

// By the id or its end. kNotFound: none; kDenied: not overdue.
Result<store::Traveller> OverdueBy(const std::vector<store::Traveller>& all, const std::string& id);

// The phone of the agency: active, with an agreement, and there for this (service
// `overdue_travellers` or `consulate`) at the place or destination. kDenied says what is missing.
Result<Responder> AgencyFor(const Directory& directory, const std::string& organisation,
                            const store::Traveller& traveller, TimePoint now);

// What it is told: name, phone, when last heard of, and what the traveller told of places.
std::string HandOff(const store::Traveller& traveller);

}  // namespace tipline::cli
