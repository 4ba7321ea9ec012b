// Delivery reports of providers -> the state that staff see. An alert that will not arrive passes
// the referral on at once. Tests: tests/workers/jobs/deliver_test.cc
#include <memory>

#include "gateway/base/log.h"
#include "workers/jobs/checkin.h"
#include "workers/loop/job.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

// A report can be faster than our own note of the provider's id. After that time the message is not
// ours: other programs may send over the same account.
constexpr Millis kNotOurs{120'000};

class DeliveryReport final : public Job {
 public:
  std::vector<Outcome> Run(Lane& lane, const std::vector<store::Delivered>& batch) const override {
    std::vector<Outcome> outcomes;
    outcomes.reserve(batch.size());
    for (const store::Delivered& entry : batch)
      outcomes.push_back(One(lane, entry));
    return outcomes;
  }
  // AfterReport bears any order, and no tip may wait for a report.
  bool InOrder() const override { return false; }

 private:
  static Outcome One(Lane& lane, const store::Delivered& entry) {
    const auto plain = OpenCase(lane.services().keys, entry.sealed);
    if (!plain) return Failed(plain.error());
    const auto report = DecodeInbound(*plain);
    if (!report) return Failed(report.error());
    const std::string& reference =
        report->reference.empty() ? report->provider_id : report->reference;
    const TimePoint now = lane.Now();
    // The provider's id decides: our reference may come by a URL that no signature covers.
    const auto row = lane.services().outbound.Report(report->channel, reference, report->state,
                                                     report->reason, now, report->provider_id);
    if (!row) {
      if (row.error().code != Code::kNotFound) return Failed(row.error());
      if (lane.Now() - entry.appended_at() < kNotOurs)
        return {Verdict::kEarly, NotFound("report before its message")};
      LogInfo("report_not_ours", {{"channel", report->channel}});
      return Done();
    }
    // Once for each message: reports repeat. Who gets it is known by country only, so no network.
    if (row->changed && !row->country.empty())
      lane.services().health.Reported(report->channel, row->country, "", report->state,
                                      now - row->created_at, now);
    const bool lost = row->state == "failed" || row->state == "rejected" || row->state == "expired";
    if (!lost || row->referral_id.empty()) return Done();
    const Status told =
        lane.Schedule("", UnreachedJob(row->referral_id), row->referral_id, lane.Now());
    return told ? Done() : Failed(told.error());
  }
};

const RegisterJob kStatus("tips", {"status"}, std::make_shared<DeliveryReport>());

}  // namespace
}  // namespace tipline::workers
