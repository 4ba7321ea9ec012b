// What the inquiries on a person's own case share: the ticket, a further tip to the case, a word to
// who holds it. One lane's thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/records/own_cases.h"
#include "workers/inquiries/inquiry_kind.h"
#include "workers/jobs/wording.h"
#include "workers/loop/lane.h"

namespace tipline::workers {

// The person chose to take contact back, and so on: what every kind answers.
inline Values DoneIs(bool done) {
  return {{"done", done ? "yes" : "no"}};
}

struct Held {
  store::OwnCase own;
};
// The case of the inquiry's field `ticket`, which is used by that; nothing: it is over.
Result<std::optional<Held>> CaseOfTicket(Lane& lane, const Inquiry& inquiry);

// Another id that is always the same for the same id and purpose.
std::string SiblingOf(const KeyRing& keys, std::string_view purpose, const std::string& id);

store::Wish WishOf(const Lane& lane, const Inquiry& inquiry, const std::string& case_id);

// A tip with these words to that case (none: a new one), by the stream: it is taken in, assessed
// and routed like any. It holds no number: who adds from another phone did not give that one.
Status AddTip(Lane& lane, const Inquiry& inquiry, const store::OwnCase* own,
              const Secret<std::string>& words);
// Under duress the case becomes P0, whatever else was asked.
Status RaiseUnderDuress(Lane& lane, const Inquiry& inquiry, const store::OwnCase& own);

// A short alert to each who holds the case; `id`: makes it one.
Status TellHolders(Lane& lane, const std::string& id, const std::vector<Referral>& referrals,
                   Wording what);

}  // namespace tipline::workers
