// /api/cases/{id}/disposition: what kind of contact it was, where the machine could not tell or was
// wrong; one of the list that the case page sends (flows/cases/disposition.h).
#include <nlohmann/json.hpp>

#include "gateway/console/answers.h"
#include "gateway/console/change.h"
#include "gateway/console/route.h"

namespace tipline::console {
namespace {

constexpr size_t kMaxKind = 64;

http::Response Dispose(const Call& call) {
  const auto change = ChangeOf(call);
  if (!change) return ProblemOf(change.error());
  const auto kind = TextField(call, "disposition", kMaxKind);
  if (!kind) return ProblemOf(kind.error());
  const auto item = call.desk.cases.Dispose(*change, *kind);
  return item ? Changed(*item) : CaseProblem(call, item.error());
}

const RegisterRoute kDispose("POST", "/api/cases/{id}/disposition", kCaseWork, Dispose);

}  // namespace
}  // namespace tipline::console
