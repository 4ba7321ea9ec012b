#include "tests/flows/walk/standing.h"

#include <algorithm>

#include "flows/steps/kind.h"

namespace tipline::flows::testing {

std::string PlaceOf(const Played& played) {
  const Session& session = played.session;
  if (played.ends) return "end";
  if (!session.detour.empty()) return session.detour;
  if (session.resuming) return "resume";
  if (session.stack.empty()) return "nowhere";
  return session.stack.back().flow + "." + session.stack.back().step;
}

bool Counts(const Step* step) {
  if (step == nullptr || !step->kind->Asks()) return false;
  const std::string_view kind = step->kind->name();
  return kind != "ask_language" && kind != "inquire";
}

std::string ShownBy(const Played& played) {
  const Session& session = played.session;
  std::string shown = PlaceOf(played) + "|" + std::to_string(std::min(session.misses, 2)) + "|" +
                      std::to_string(played.pages.size());
  for (const std::string& note : session.notes)
    shown += "|" + note;
  if (played.ends)
    for (const std::string& step : played.passed)
      shown += "|" + step;
  return shown;
}

std::string WayOf(const Deed& deed) {
  std::string way = deed.kind == Deed::Kind::kDial    ? " dial"
                    : deed.kind == Deed::Kind::kFound ? " (answered)"
                                                      : " " + deed.say.substr(0, 24);
  if (!deed.role.empty() && deed.kind == Deed::Kind::kDial) way += " as " + deed.role;
  for (const auto& [name, value] : deed.seeds)
    way += " [" + name + "=" + value + "]";
  for (const auto& [name, answers] : deed.knows)
    way += " {" + name + ": " + std::to_string(answers.hits.size()) + "}";
  return way;
}

}  // namespace tipline::flows::testing
