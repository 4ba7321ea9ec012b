// The person wants their case deleted: the number goes at once, the words too where nobody works on
// it; else staff look first. Under duress nothing goes: staff look, and nobody writes. `deleted`:
// "now" or "asked". Tests: tests/workers/inquiries/case_wishes_test.cc
#include "gateway/base/log.h"
#include "workers/inquiries/own_case.h"

namespace tipline::workers {
namespace {

constexpr const char* kNote = "The person asks that this case is deleted.";
constexpr const char* kDuressNote =
    "Asked for deletion, with the duress word: nothing was deleted.";

Result<Values> Run(Lane& lane, const Inquiry& inquiry) {
  TRY_ASSIGN(const auto held, CaseOfTicket(lane, inquiry));
  if (!held) return DoneIs(false);
  TRY(RaiseUnderDuress(lane, inquiry, held->own));
  Services& services = lane.services();
  TRY_ASSIGN(const bool gone,
             store::OwnCases(services.database, services.keys)
                 .AskDeletion(WishOf(lane, inquiry, held->own.item.id), inquiry.duress,
                              inquiry.duress ? kDuressNote : kNote));
  LogInfo("deletion_asked", {{"case", held->own.item.id}, {"gone", gone}});
  Values values = DoneIs(true);
  values["deleted"] = gone ? "now" : "asked";
  return values;
}

const RegisterInquiry kRegister({"case_delete", {"ticket"}, {}, {"done", "deleted"}, Run});

}  // namespace
}  // namespace tipline::workers
