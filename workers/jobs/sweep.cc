#include "workers/jobs/sweep.h"

#include "gateway/base/log.h"
#include "workers/jobs/offers.h"

namespace tipline::workers {

Status Sweep(Lane& lane) {
  Services& services = lane.services();
  TRY_ASSIGN(const auto offers, services.cases.OpenOffers());
  for (const Referral& offer : offers) {
    if (offer.due_at && *offer.due_at + kSweepGrace < lane.Now()) {
      LogWarning("clock_was_lost", {{"referral", offer.id}});
      TRY(PassOn(lane, offer, "expired"));
      continue;
    }
    if (!offer.alert_state.empty() || offer.offered_at + kSweepGrace > lane.Now()) continue;
    LogWarning("alert_was_lost", {{"referral", offer.id}});
    TRY_ASSIGN(const Case item, services.cases.Find(offer.case_id));
    TRY(SendOffers(lane, item, {offer}));
  }
  return Unit{};
}

}  // namespace tipline::workers
