// What the engine wants done in the world. Plain values; the gateway turns them into records in ONE
// atomic commit (gateway/store/live), or none of them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "flows/model/inquiry.h"
#include "flows/model/tip.h"

namespace tipline {

struct FileTip {
  Tip tip;  // also for a call-back request (tip.wants_callback) and a duress alarm (tip.duress)
};
struct RememberLanguage {
  std::string language;
};
// For the funnel: no words, no number.
// Of a whole contact instead of a step; its outcome is then a disposition (flows/cases), once for
// each conversation that ends without a tip.
inline constexpr const char* kContactEvent = "~contact";

struct StepEvent {
  std::string step;
  std::string outcome;  // "shown", "answered", "invalid", "resumed", "left", "ended"
};

// Something of the records is wanted: sealed for the worker. At most one that waits in a turn.
struct Ask {
  Inquiry inquiry;
};

using Effect = std::variant<FileTip, RememberLanguage, StepEvent, Ask>;

}  // namespace tipline
