// Further words to the person's own case: a tip like any, so that it is assessed and routed anew
// and can only raise. Whose ticket is over loses no words: they become a case of their own. Tests:
// tests/workers/inquiries/case_wishes_test.cc
#include "gateway/base/log.h"
#include "workers/inquiries/own_case.h"

namespace tipline::workers {
namespace {

Result<Values> Run(Lane& lane, const Inquiry& inquiry) {
  TRY_ASSIGN(const auto held, CaseOfTicket(lane, inquiry));
  TRY(AddTip(lane, inquiry, held ? &held->own : nullptr, FieldOf(inquiry, "words")));
  if (held) LogInfo("case_added_to", {{"case", held->own.item.id}});
  return DoneIs(held.has_value());
}

const RegisterInquiry kRegister({"case_add", {"words"}, {"ticket"}, {"done"}, Run});

}  // namespace
}  // namespace tipline::workers
