#include "workers/jobs/sweep.h"

#include "gateway/base/log.h"
#include "workers/jobs/offers.h"

namespace tipline::workers {

Status Sweep(Lane& lane, std::string& after) {
  Services& services = lane.services();
  TRY_ASSIGN(const auto overdue,
             services.cases.OverdueOffers(lane.Now() - kSweepGrace, kSweepOverdue));
  for (const Referral& offer : overdue) {
    LogWarning("clock_was_lost", {{"referral", offer.id}});
    TRY(PassOn(lane, offer, "expired"));
  }
  TRY_ASSIGN(const auto offers, services.cases.OpenOffers(after, kSweepOffers));
  for (const Referral& offer : offers) {
    if (!offer.alert_state.empty() || offer.offered_at + kSweepGrace > lane.Now()) continue;
    LogWarning("alert_was_lost", {{"referral", offer.id}});
    TRY_ASSIGN(const Case item, services.cases.Find(offer.case_id));
    TRY(SendOffers(lane, item, {offer}));
  }
  after = offers.size() < static_cast<size_t>(kSweepOffers) ? "" : offers.back().id;
  return Unit{};
}

}  // namespace tipline::workers
