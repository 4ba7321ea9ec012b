// {"kind":"submit","inquiry":"gap","send":{"need":"need","place":"place_code"}} for a service,
// {"topic","stage","place"} for a card: asked for and not there. "handed_on": what we are not for,
// and another line's number was given; counted as referred_out_of_scope. Counts only: of the person
// nothing is kept, and of a place its ISO code, never their words. Tests:
// tests/workers/inquiries/gap_test.cc
#include <algorithm>

#include "flows/base/phone.h"
#include "flows/knowledge/rows.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/gaps.h"
#include "workers/inquiries/inquiry_kind.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

constexpr size_t kMaxName = 40;

// Coded by the flow; anything else is nobody's to keep.
Result<std::string> CodeOf(const Inquiry& inquiry, const char* field) {
  const std::string code = FieldOf(inquiry, field).Reveal();
  const bool good = code.size() <= kMaxName && std::all_of(code.begin(), code.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                    });
  if (!good) return Invalid("a count of something that is no code");
  return code;
}

std::string PlaceOf(const Inquiry& inquiry) {
  const std::string place = FieldOf(inquiry, "place").Reveal();
  return flows::IsPlaceCode(place) ? place : CountryOf(inquiry.number.Reveal());
}

Result<Values> Keep(Lane& lane, const Inquiry& inquiry, store::Gap gap) {
  gap.place = PlaceOf(inquiry);
  gap.language = inquiry.language;
  gap.day = flows::DateOf(inquiry.asked_at);
  Services& services = lane.services();
  const std::string id = KeyedHash(*services.keys.store, "gap", inquiry.id);
  TRY(store::GapRecords(services.database).Count(id, gap));
  return Values();
}

Result<Values> CountGap(Lane& lane, const Inquiry& inquiry) {
  store::Gap gap;
  TRY_ASSIGN(gap.need, CodeOf(inquiry, "need"));
  gap.what = "service";
  if (gap.need.empty()) {
    TRY_ASSIGN(const std::string topic, CodeOf(inquiry, "topic"));
    TRY_ASSIGN(const std::string stage, CodeOf(inquiry, "stage"));
    gap.what = "card";
    gap.need = topic + (stage.empty() ? "" : "/" + stage);
  }
  if (gap.need.empty()) return Invalid("a gap of nothing");
  return Keep(lane, inquiry, std::move(gap));
}

Result<Values> CountHandedOn(Lane& lane, const Inquiry& inquiry) {
  store::Gap gap;
  gap.what = "handed_on";
  TRY_ASSIGN(gap.need, CodeOf(inquiry, "need"));
  return Keep(lane, inquiry, std::move(gap));
}

const RegisterInquiry kGap({"gap", {}, {"need", "topic", "stage", "place"}, {}, CountGap});
const RegisterInquiry kHandedOn({"handed_on", {"need"}, {"place"}, {}, CountHandedOn});

}  // namespace
}  // namespace tipline::workers
