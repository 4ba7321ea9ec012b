// What staff wrote was shown to the person. Tests: tests/workers/inquiries/case_wishes_test.cc
#include "workers/inquiries/own_case.h"

namespace tipline::workers {
namespace {

Result<Values> Run(Lane& lane, const Inquiry& inquiry) {
  TRY_ASSIGN(const auto held, CaseOfTicket(lane, inquiry));
  if (!held) return DoneIs(false);
  if (inquiry.duress) return DoneIs(true);  // nothing was shown
  Services& services = lane.services();
  TRY(store::OwnCases(services.database, services.keys)
          .MarkRead(held->own.item.id, FieldOf(inquiry, "ids").Reveal(), lane.Now()));
  return DoneIs(true);
}

const RegisterInquiry kRegister({"case_read", {"ticket"}, {"ids"}, {"done"}, Run});

}  // namespace
}  // namespace tipline::workers
