// What a message is looked at for before it may leave: facts from the records and the directory ->
// flows::MayGo; sensitive words; the channel's cap. One lane's thread; the services are shared.
// Tests: tests/workers/loop/sender_rules_test.cc
#pragma once

#include "flows/delivery/permission.h"
#include "workers/loop/services.h"

namespace tipline::workers {

// Longest life of a message, from when it was made. An answer a day late helps nobody, an alert
// after half a day has long been passed on; what waits for a safe hour may wait for the weekend.
constexpr Millis kAnswerLasts{24 * 3'600'000};
constexpr Millis kAlertLasts{12 * 3'600'000};
constexpr Millis kUnaskedLasts{72 * 3'600'000};  // staff's messages and notices
Millis LifeOf(OutboundClass kind, bool of_case);

// `cost`: what it will cost on its channel, as far as is known. An error: try again later.
Result<flows::Ruling> RuleOn(Services& services, const store::OutboundRow& row,
                             const Outbound& message, int64_t cost_micros, TimePoint now);

// SMS parts of the words; at least 1.
int SegmentsOf(const Outbound& message);

}  // namespace tipline::workers
