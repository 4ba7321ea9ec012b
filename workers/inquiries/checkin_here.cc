// "I am fine", and where, if the traveller likes to say so: only that is ever told to contacts, and
// only when they are late. The word for trouble in its place looks the same and raises P0. heard:
// yes, none (nobody travels). Tests: tests/workers/inquiries
#include "gateway/base/trouble_mark.h"
#include "workers/inquiries/checkins.h"

namespace tipline::workers {
namespace {

Result<Values> Here(Lane& lane, const Inquiry& inquiry) {
  TRY_ASSIGN(const auto traveller, OwnTraveller(lane, inquiry));
  if (!traveller) return Values{{"heard", "none"}};
  SignOf sign;
  sign.at = inquiry.asked_at;
  const std::string mark =
      TroubleMark(lane.services().keys, inquiry.pseudonym, FieldOf(inquiry, "place").Reveal());
  const bool word = !mark.empty() && mark == traveller->trouble_mark;
  sign.trouble = word || inquiry.duress;
  if (!sign.trouble) sign.place = ShortWords(lane, inquiry, "place", kLongestPlace);
  TRY(HearTraveller(lane, inquiry.pseudonym, sign, inquiry.id));
  TRY_ASSIGN(const auto now, OwnTraveller(lane, inquiry));
  return Values{{"heard", "yes"}, {"next_check", now ? NextCheck(*now) : ""}};
}

const RegisterInquiry kRegistered({"checkin_here", {}, {"place"}, {"heard", "next_check"}, Here});

}  // namespace
}  // namespace tipline::workers
