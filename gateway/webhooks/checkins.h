// What comes from phones that take part in check-ins (roles traveller and checkin_contact of
// gateway/store/live/contacts.h): a short answer goes to the workers instead of beginning a
// conversation, and anything else is a sign of life besides what it is. Pure; thread-safe. Tests:
// tests/gateway/webhooks/checkins_test.cc
#pragma once

#include <optional>
#include <string>

#include "flows/engine/engine.h"
#include "gateway/base/crypto.h"
#include "gateway/store/live/conversations.h"
#include "gateway/webhooks/arrival.h"

namespace tipline::gateway {

// What a message says that can only answer one of ours: "trouble" for the word for that, always;
// while no conversation is `open`, "1" or "2" (also for yes and no, in any language); in one only
// the "1" of a traveller who was just asked. Nothing: it is no such answer, or not from such a
// phone; "0", "8" and "9" mean what they mean everywhere.
std::optional<std::string> ReadCheckinAnswer(const Arrival& arrival, const store::Loaded& loaded,
                                             bool open, const flows::Bundle& bundle,
                                             const KeyRing& keys);
// The arrival as the workers get it: what it says, and when it came in, for it may be taken out of
// the spool hours later.
Arrival WithAnswer(Arrival arrival, const std::string& says);

// That this phone was heard of, for the job checkin_sign: once for each message or dial. Nothing:
// nobody waits for a sign of it, or this turn is not the first.
std::optional<store::StreamEntry> SignOfLife(const Arrival& arrival, const store::Loaded& loaded,
                                             const KeyRing& keys);

}  // namespace tipline::gateway
