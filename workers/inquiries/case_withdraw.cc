// The person wants no contact: the sender refuses from now on, open offers are withdrawn, and who
// holds the case is told. Under duress the offers stay: help must not stop because somebody made
// the person ask for that. Tests: tests/workers/inquiries/case_wishes_test.cc
#include "gateway/base/log.h"
#include "workers/inquiries/own_case.h"

namespace tipline::workers {
namespace {

constexpr const char* kNote = "The person wants no contact any more.";
constexpr const char* kDuressNote =
    "Asked for no contact, with the duress word: offers stay, nobody writes to this person.";

Result<Values> Run(Lane& lane, const Inquiry& inquiry) {
  TRY_ASSIGN(const auto held, CaseOfTicket(lane, inquiry));
  if (!held) return DoneIs(false);
  TRY(RaiseUnderDuress(lane, inquiry, held->own));
  Services& services = lane.services();
  TRY_ASSIGN(const auto holders,
             store::OwnCases(services.database, services.keys)
                 .Withdraw(WishOf(lane, inquiry, held->own.item.id), !inquiry.duress,
                           inquiry.duress ? kDuressNote : kNote));
  TRY(TellHolders(lane, inquiry.id, holders, Wording::kNoContact));
  LogInfo("contact_withdrawn", {{"case", held->own.item.id}, {"holders", holders.size()}});
  return DoneIs(true);
}

const RegisterInquiry kRegister({"case_withdraw", {"ticket"}, {}, {"done"}, Run});

}  // namespace
}  // namespace tipline::workers
