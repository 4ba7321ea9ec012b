// Who is to be told when the traveller is late: they are asked by SMS, and count once they say yes.
// contact_state: asked, active, full, self, wrong (no number), none (nobody travels). Whether
// somebody said no is not told. Tests: tests/workers/inquiries
#include "workers/inquiries/checkins.h"

namespace tipline::workers {
namespace {

Result<Values> Add(Lane& lane, const Inquiry& inquiry) {
  TRY_ASSIGN(const auto traveller, OwnTraveller(lane, inquiry));
  if (!traveller) return Values{{"contact_state", "none"}};
  TRY_ASSIGN(const std::string state, AddContact(lane, inquiry, *traveller));
  return Values{{"contact_state", state}};
}

const RegisterInquiry kRegistered(
    {"checkin_contact_add", {"contact_number"}, {}, {"contact_state"}, Add});

}  // namespace
}  // namespace tipline::workers
