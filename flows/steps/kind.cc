#include "flows/steps/kind.h"

#include <functional>
#include <map>

namespace tipline::flows {
namespace {

using Registry = std::map<std::string, std::unique_ptr<const StepKind>, std::less<>>;

Registry& Kinds() {
  static Registry kinds;
  return kinds;
}

}  // namespace

const StepKind* FindStepKind(std::string_view name) {
  const auto found = Kinds().find(name);
  return found == Kinds().end() ? nullptr : found->second.get();
}

std::vector<const StepKind*> StepKinds() {
  std::vector<const StepKind*> kinds;
  for (const auto& [name, kind] : Kinds())
    kinds.push_back(kind.get());
  return kinds;
}

RegisterStep::RegisterStep(std::unique_ptr<const StepKind> kind) {
  std::string name = kind->name();
  Kinds().insert_or_assign(std::move(name), std::move(kind));
}

}  // namespace tipline::flows
