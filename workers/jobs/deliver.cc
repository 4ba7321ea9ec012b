// Outbound stream -> outbound records, a batch in one transaction. From there workers/loop/sender
// takes them, so that a retry needs no Redis and the state is what staff see. Tests:
// tests/workers/jobs/deliver_test.cc
#include <memory>

#include "gateway/base/outbound_box.h"
#include "workers/loop/job.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

Result<store::OutboundRow> RowOf(const KeyRing& keys, const store::Delivered& entry) {
  TRY_ASSIGN(const std::string plain, OpenOutbound(keys, entry.sealed));
  TRY_ASSIGN(const Outbound message, DecodeOutbound(plain));
  if (message.to.empty() || message.text.empty())
    return Invalid("a message without a recipient or words");
  store::OutboundRow row;
  row.id = entry.id;
  row.kind = message.kind;
  row.channel = message.channel;
  row.partition = entry.partition;
  row.case_id = message.case_id;
  row.referral_id = message.referral_id;
  row.created_at = message.created_at;
  row.box = entry.sealed;
  return row;
}

class Deliver final : public Job {
 public:
  std::vector<Outcome> Run(Lane& lane, const std::vector<store::Delivered>& batch) const override {
    std::vector<Outcome> outcomes(batch.size());
    std::vector<store::OutboundRow> rows;
    std::vector<size_t> place;
    for (size_t i = 0; i < batch.size(); ++i) {
      auto row = RowOf(lane.services().keys, batch[i]);
      if (!row) {
        outcomes[i] = Failed(row.error());
        continue;
      }
      rows.push_back(*std::move(row));
      place.push_back(i);
    }
    const auto added = lane.services().outbound.Add(rows);
    lane.Reached("enqueued");
    // One that the store does not take must not keep the others back, least of all an alert.
    if (!added && batch.size() > 1)
      return InTurn(batch, [&](size_t i) { return Run(lane, {batch[i]}).front(); });
    if (!added && !place.empty()) outcomes[place.front()] = Failed(added.error());
    return outcomes;
  }
};

const RegisterJob kDeliver("outbound", {"reply", "alert", "notice"}, std::make_shared<Deliver>());

}  // namespace
}  // namespace tipline::workers
