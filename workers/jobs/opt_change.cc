// Who wants no more messages, or again: what a person wrote (STOP, START), or a notice of the
// provider. Entry: the sealed Inbound, with `opt` and `from`. The sender looks it up
// (workers/loop/send_rules.h). Tests: tests/workers/jobs/opt_change_test.cc
#include <memory>

#include "gateway/base/log.h"
#include "workers/loop/job.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

class OptChanges final : public EntryJob {
  Status One(Lane& lane, const store::Delivered& entry) const override {
    Services& services = lane.services();
    TRY_ASSIGN(const std::string plain, OpenCase(services.keys, entry.sealed));
    TRY_ASSIGN(const Inbound inbound, DecodeInbound(plain));
    if (inbound.from.empty()) return Invalid("an opt-out or opt-in of nobody");
    const bool wrote = inbound.kind == InboundKind::kSms;
    // Not the provider's time: one that is ahead would outlive the next START.
    TRY(services.opt_outs.Tell(
        Pseudonym(services.keys, inbound.from.Reveal()), inbound.opt,
        {inbound.channel, inbound.to, entry.appended_at(), wrote ? "person" : "provider"}));
    LogInfo("opt_change", {{"channel", inbound.channel}, {"change", OptChangeName(inbound.opt)}});
    return Unit{};
  }
};

const RegisterJob kOptChanges("tips", {"opt"}, std::make_shared<OptChanges>());

}  // namespace
}  // namespace tipline::workers
