// Timers of an offer. `referral_due`: its clock is over (domain.md §5.3: P0 10 min, P1 1 h, P2 8 h,
// P3 48 h). `referral_unreached`: its alert cannot be delivered, so waiting for the clock would
// only lose time. Either way it expires and the next responder is asked. Tests:
// tests/workers/jobs/responder_test.cc
#include <memory>

#include "gateway/base/log.h"
#include "workers/jobs/offers.h"
#include "workers/loop/job.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

class Over final : public TimerJob {
 public:
  explicit Over(bool by_clock) : by_clock_(by_clock) {}

  Status Run(Lane& lane, const std::string& id) const override {
    TRY_ASSIGN(const Referral referral, lane.services().cases.FindReferral(id));
    if (referral.status == "accepted" || referral.status == "withdrawn") return Unit{};
    if (by_clock_ && referral.status == "offered" && referral.due_at &&
        *referral.due_at > lane.Now())
      return lane.Schedule("", "referral_due", id, *referral.due_at);
    // Also for one that expired before: the alert to the next one may be what a crash cut off.
    if (referral.status == "offered")
      LogInfo("referral_over",
              {{"referral", id}, {"why", by_clock_ ? "not answered" : "not delivered"}});
    return PassOn(lane, referral, "expired");
  }

 private:
  const bool by_clock_;
};

const RegisterTimer kDue("referral_due", std::make_shared<Over>(true));
const RegisterTimer kUnreached("referral_unreached", std::make_shared<Over>(false));

}  // namespace
}  // namespace tipline::workers
