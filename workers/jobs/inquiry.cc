// What flows ask of the records (flows/model/inquiry.h): the kind's file in workers/inquiries does
// it, and what it found goes to Redis if somebody waits. A kind that throws or fails is tried again
// as any entry; who waits is told by the gateway that it takes longer. Tests:
// tests/workers/inquiries
#include <algorithm>
#include <memory>

#include "gateway/base/log.h"
#include "gateway/store/live/findings.h"
#include "workers/inquiries/inquiry_kind.h"
#include "workers/loop/job.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

class Inquiries final : public EntryJob {
  Status One(Lane& lane, const store::Delivered& entry) const override {
    const Services& services = lane.services();
    TRY_ASSIGN(const std::string plain, OpenCase(services.keys, entry.sealed));
    TRY_ASSIGN(Inquiry inquiry, DecodeInquiry(plain));
    inquiry.id = entry.id;  // what the stream is idempotent by
    const InquiryKind* kind = FindInquiryKind(inquiry.kind);
    if (kind == nullptr) return Invalid("no inquiry of that kind");
    const bool whole = std::all_of(kind->needs.begin(), kind->needs.end(), [&](const auto& name) {
      return !FieldOf(inquiry, name).empty();
    });
    if (!whole) return Invalid("an inquiry without a field that it needs");
    TRY_ASSIGN(const Values values, kind->run(lane, inquiry));
    lane.Reached("inquired");
    LogInfo("inquiry_done", {{"kind", inquiry.kind}});
    if (!inquiry.waits) return Unit{};
    const store::FindingsStore findings(services.keys, services.settings.partitions);
    const auto sent = lane.RunAll({findings.PutCommand(inquiry.pseudonym, {inquiry.id, values})});
    return sent.front();
  }
};

const RegisterJob kInquiries("tips", {"inquiry"}, std::make_shared<Inquiries>());

}  // namespace
}  // namespace tipline::workers
