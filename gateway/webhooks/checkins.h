// What comes from phones that take part in check-ins (roles traveller and checkin_contact of
// gateway/store/live/contacts.h): a short answer goes to the workers instead of beginning a
// conversation, and anything else is a sign of life besides what it is. Pure; thread-safe. Tests:
// tests/gateway/webhooks/checkins_test.cc
#pragma once

#include <optional>

#include "flows/engine/engine.h"
#include "gateway/base/crypto.h"
#include "gateway/store/live/conversations.h"
#include "gateway/webhooks/arrival.h"

namespace tipline::gateway {

// A message that can only answer one of ours: one digit, yes or no, or the word for trouble, while
// no conversation is open.
bool AnswersCheckin(const Arrival& arrival, const store::Loaded& loaded, bool open,
                    const flows::Bundle& bundle, const KeyRing& keys);

// When it came in counts, also if it is taken out of the spool hours later.
Arrival WithTime(Arrival arrival);

// That this phone was heard of, for the job checkin_sign: once for each message or dial. Nothing:
// nobody waits for a sign of it, or this turn is not the first.
std::optional<store::StreamEntry> SignOfLife(const Arrival& arrival, const store::Loaded& loaded,
                                             const KeyRing& keys);

}  // namespace tipline::gateway
