// /api/cases/{id}/number: the phone number, for whoever has the case and is to call back because
// the person asked for a call. Each look is in the audit trail. The only answer of /api that holds
// a number; nothing keeps it (headers.h: no-store).
#include <nlohmann/json.hpp>

#include "gateway/console/allowed.h"
#include "gateway/console/answers.h"
#include "gateway/console/route.h"

namespace tipline::console {
namespace {

http::Response Number(const Call& call) {
  const auto item = call.desk.cases.Find(call.places.at(0));
  if (!item) return ProblemOf(item.error());
  const auto allowed = AllowedNow(call.desk, call.visitor, *item);
  if (!allowed) return ProblemOf(allowed.error());
  if (!allowed->number) return ProblemOf(Denied("may not see the number"));
  const auto number =
      call.desk.contacts.Number(item->pseudonym, item->id, call.visitor.name, call.now);
  if (!number) return ProblemOf(number.error());
  return Ok({{"number", number->Reveal()}});
}

const RegisterRoute kNumber("POST", "/api/cases/{id}/number", kCaseWork, Number);

}  // namespace
}  // namespace tipline::console
