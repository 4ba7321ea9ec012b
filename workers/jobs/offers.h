// Offers to responders, shared by the jobs: who is asked (next), the alert, the clock. All
// idempotent by the referral's id, so that a job which died after its SQL transaction can do the
// rest again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/model/case.h"
#include "flows/routing/route.h"
#include "gateway/store/records/cases.h"
#include "workers/loop/lane.h"

namespace tipline::workers {

// What routing may look at: all tips of the case together.
flows::CaseFacts FactsOfCase(const Case& item, const std::vector<store::CaseTip>& tips);

// The best responder that has not been asked for this case; none: staff must find someone.
Result<std::optional<store::Offer>> ChooseNext(Services& services, const Case& item);

// For each open offer: the alert (outbound stream; its id is the referral's id) and the timer
// `referral_due`.
Status SendOffers(Lane& lane, const Case& item, const std::vector<Referral>& offers);
// The same as commands for Redis, to be run in their order: those of many cases go in one round
// trip.
Status AddOffers(Lane& lane, const Case& item, const std::vector<Referral>& offers,
                 std::vector<store::Command>& commands);

// One short answer to a responder; `id` makes it one, however often the job runs.
Status Answer(Lane& lane, const std::string& id, const Inbound& inbound,
              const std::string& pseudonym, const std::string& text, const std::string& case_id);

// The referral is over without an answer: the next one is asked, or staff see that nobody is left.
Status PassOn(Lane& lane, const Referral& referral, const std::string& status);

// After a later tip of the case, and before an answer counts. Who must not see it by what is known
// now (a conflict of interest) loses an open offer and even an accepted one; who is not on call for
// what has become urgent loses the offer; the others get no more time than the new priority gives.
Status Rejudge(Lane& lane, const Case& item);

}  // namespace tipline::workers
