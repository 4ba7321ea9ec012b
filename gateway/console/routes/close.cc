// /api/cases/{id}/close: closing with an outcome code and a note. Only people close cases
// (domain.md §5.2).
#include <algorithm>

#include <nlohmann/json.hpp>

#include "gateway/console/allowed.h"
#include "gateway/console/answers.h"
#include "gateway/console/change.h"
#include "gateway/console/route.h"

namespace tipline::console {
namespace {

constexpr size_t kMaxCode = 64;
constexpr size_t kMaxNote = size_t{8} * 1024;

http::Response Close(const Call& call) {
  const auto change = ChangeOf(call);
  if (!change) return ProblemOf(change.error());
  const auto code = TextField(call, "code", kMaxCode);
  if (!code) return ProblemOf(code.error());
  auto note = call.body.contains("note") ? TextField(call, "note", kMaxNote)
                                         : Result<std::string>(std::string());
  if (!note) return ProblemOf(note.error());

  const auto item = call.desk.cases.Find(change->case_id);
  if (!item) return ProblemOf(item.error());
  if (item->revision != change->revision) return Conflicted(item->revision);
  const auto allowed = AllowedNow(call.desk, call.visitor, *item);
  if (!allowed) return ProblemOf(allowed.error());
  if (allowed->close.empty()) return ProblemOf(Denied("may not close"));
  if (std::none_of(allowed->close.begin(), allowed->close.end(),
                   [&](const flows::ClosureCode& known) { return *code == known.code; }))
    return ProblemOf(Invalid("not a closure code"));
  const auto closed = call.desk.cases.Close(*change, *code, Secret<std::string>(*std::move(note)));
  return closed ? Changed(*closed) : CaseProblem(call, closed.error());
}

const RegisterRoute kCloseCase("POST", "/api/cases/{id}/close", kCaseWork, Close);

}  // namespace
}  // namespace tipline::console
