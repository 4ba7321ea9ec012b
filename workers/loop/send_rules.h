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
// Of a case whose person is out of reach for weeks (SafeContact::waits): it has no longest life.
bool WaitsForPerson(Services& services, const store::OutboundRow& row);

// What the cap holds of a conversation is looked at again so often: it may be urgent by then.
constexpr Millis kCapLook{300'000};

// `cost_micros`: what it will cost on its channel, as far as is known. An error: try again later.
Result<flows::Ruling> RuleOn(Services& services, const store::OutboundRow& row,
                             const Outbound& message, int64_t cost_micros, TimePoint now);

// Whether the person's own rule would let it go on that channel, now or later. An error: no.
bool IsAllowedOn(Services& services, const store::OutboundRow& row, const Outbound& message,
                 const std::string& channel, TimePoint now);
// Whether it is of an open P0 or P1 case, or to somebody who has one.
Result<bool> IsUrgent(Services& services, const store::OutboundRow& row, const Outbound& message);

// The wording that goes out in place of the words (Ruling::cover), in the language of the case.
Result<std::string> CoverFor(Services& services, const store::OutboundRow& row,
                             const std::string& cover);

// SMS parts of the words; at least 1.
int SegmentsOf(const Outbound& message);

}  // namespace tipline::workers
