#include "flows/engine/engine.h"

#include <utility>

#include "flows/base/text.h"
#include "flows/engine/turn.h"

namespace tipline::flows {

Turn Advance(const Bundle& bundle, Session session, const Input& input) {
  if (ValidUtf8(input.text)) return TurnRunner(bundle, std::move(session), input).Run();
  Input repaired = input;
  repaired.text = RepairUtf8(input.text);
  return TurnRunner(bundle, std::move(session), repaired).Run();
}

}  // namespace tipline::flows
