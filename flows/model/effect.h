// What the engine wants done in the world. Plain values; the gateway turns them into records in ONE
// atomic commit (gateway/store/live), or none of them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "flows/model/tip.h"

namespace tipline {

struct FileTip {
  Tip tip;  // also for a call-back request (tip.wants_callback) and a duress alarm (tip.duress)
};
struct RememberLanguage {
  std::string language;
};
// For the funnel: no words, no number.
struct StepEvent {
  std::string step;
  std::string outcome;  // "shown", "answered", "invalid", "resumed", "left", "ended"
};

using Effect = std::variant<FileTip, RememberLanguage, StepEvent>;

}  // namespace tipline
