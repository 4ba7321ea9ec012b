// /api/cases/{id}/claim: the caller takes the case.
#include <nlohmann/json.hpp>

#include "gateway/console/answers.h"
#include "gateway/console/change.h"
#include "gateway/console/route.h"

namespace tipline::console {
namespace {

http::Response Claim(const Call& call) {
  const auto change = ChangeOf(call);
  if (!change) return ProblemOf(change.error());
  const auto item = call.desk.cases.Claim(*change);
  return item ? Changed(*item) : CaseProblem(call, item.error());
}

const RegisterRoute kClaim("POST", "/api/cases/{id}/claim", kCaseWork, Claim);

}  // namespace
}  // namespace tipline::console
