// What a person said of the call that they asked for (config/flows/callme.json): when it is good,
// and what to do if somebody else answers. Pure; thread-safe. Tests:
// tests/flows/cases/call_wish_test.cc with tests/data/cases/call_wish.json
#pragma once

#include <optional>
#include <string>

#include "flows/delivery/hours.h"
#include "flows/model/tip.h"

namespace tipline::flows {

struct CallWish {
  std::string time;   // "any", "morning", "afternoon", "evening", "night"; empty: not said
  std::string other;  // "hang_up", "wrong_number", "ask_for_me"; empty: not said
  std::string zone;   // IANA: of the number's country, where that has only one
};

// What this tip says stands in place of what earlier ones said.
void AddCallWish(const Tip& tip, CallWish& wish);
// Local hours; none: any time, or nothing was said.
std::optional<DayHours> HoursOf(const CallWish& wish);
// `zone`: of the channel, where the number does not tell.
bool IsGoodTime(const CallWish& wish, const std::string& zone, TimePoint now);

}  // namespace tipline::flows
