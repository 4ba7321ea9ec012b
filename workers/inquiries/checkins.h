// What the inquiries about check-ins share. Each is done once however often it runs: it is a change
// to a state, or named by the inquiry's id.
#pragma once

#include <optional>
#include <string>

#include "workers/inquiries/inquiry_kind.h"
#include "workers/jobs/checkin.h"
#include "workers/loop/lane.h"

namespace tipline::workers {

constexpr size_t kLongestName = 20;
constexpr size_t kLongestPlace = 40;

// A whole number of the field, within the bounds; `otherwise` if there is none or it is outside.
int NumberOf(const Inquiry& inquiry, const std::string& field, int from, int to, int otherwise);

// A person's short words on one line, cut to `characters`; "" if they hold what no message may.
std::string ShortWords(Lane& lane, const Inquiry& inquiry, const std::string& field,
                       size_t characters);

// The traveller of that phone; nothing: none is running.
Result<std::optional<store::Traveller>> OwnTraveller(Lane& lane, const Inquiry& inquiry);

// Field contact_number -> asked, active, full, self, wrong.
Result<std::string> AddContact(Lane& lane, const Inquiry& inquiry,
                               const store::Traveller& traveller);

// "3 Mar 18:00", "" if nothing is due.
std::string NextCheck(const store::Traveller& traveller);

}  // namespace tipline::workers
