// A parsed webhook on its way in: who sent it, how a repeat of it is known, and the stream entries
// that carry it, or an answer to it, to the workers. Pure; thread-safe. Tests:
// tests/gateway/webhooks/arrival_test.cc
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "flows/knowledge/knowledge.h"
#include "flows/model/inquiry.h"
#include "flows/model/message.h"
#include "gateway/base/crypto.h"
#include "gateway/base/settings.h"
#include "gateway/providers/provider.h"
#include "gateway/store/live/conversations.h"

namespace tipline::gateway {

// Why a webhook is taken and changes nothing of ours; empty if it has to be acted on.
std::string WhyIgnored(const Inbound& inbound);
// Asked of what is not ignored: words from digits that no numbering plan explains: nobody can be
// answered and no conversation held, but the words go to staff as a raw tip. (A USSD session needs
// no number to go on.)
bool IsForHands(const Inbound& inbound);
// Sent to a short code, number or service code that `codes` of the channel does not name.
bool IsToUnlistedCode(const Inbound& inbound, const ChannelSettings& channel);

// A parsed webhook with all that its decision needs besides the store.
struct Arrival {
  Inbound inbound;
  const ChannelSettings* channel = nullptr;
  const Provider* provider = nullptr;
  TimePoint received_at{};
  store::Who who;
  // USSD dialects which send only the last answer and no turn number, and SMS without id and time,
  // cannot tell a repeat from the same key sent for the next screen; `turn_key` then names
  // (session, answer) and Decide tells them apart by time.
  bool ambiguous = false;
  std::string turn_key;
  bool concurrent =
      false;  // the same turn is being served by another connection right now, or we lost a race
  // From the spool, joined after its time, or one of several in a webhook: no socket can carry its
  // answer, so every reply goes out as a message.
  bool detached = false;
  std::shared_ptr<const flows::Knowledge> knowledge{};  // what flows can look up; may be null
  // The answer of the records to what the session waits for; `looked`: it was looked for.
  std::optional<Findings> findings{};
  bool looked = false;
  bool continues = false;  // nobody typed anything: the answer came
};

// Makes `who` and the keys of a repeat. `nonce`: fresh random text, used where a turn has no name
// of its own.
Arrival Arrive(Inbound inbound, const ChannelSettings& channel, const Provider& provider,
               TimePoint received_at, const KeyRing& keys, std::string_view nonce);

// The same arrival once more, with the answer to what its turn asked: no repeat of that turn.
void ContinueArrival(Arrival& arrival, const std::string& inquiry, const KeyRing& keys);

// The message as it came, sealed to the case key, for the worker's job `kind` of the tips stream;
// its id is the turn's, so that it is filed once.
store::StreamEntry InboundEntry(const Arrival& arrival, const char* kind, const KeyRing& keys);
// The words as they came, for staff. The same id whether it was appended at once or out of the
// spool; without an id of the provider's the time tells two alike apart.
store::StreamEntry RawEntry(const Arrival& arrival, const KeyRing& keys);
// That somebody wants no more messages, or wants them again.
bool IsNotice(const Inbound& inbound);  // it says only that
store::StreamEntry OptEntry(const Arrival& arrival, const KeyRing& keys);
// That somebody rang. The same call gives the same id, whatever of it is told.
store::StreamEntry CallEntry(const Arrival& arrival, const KeyRing& keys);
// A delivery report.
store::StreamEntry StatusEntry(const Arrival& arrival, const KeyRing& keys);
// The id of the one answer to a detached arrival, however often it is taken: the outbound record
// keeps an id once.
std::string ReplyId(const Arrival& arrival);
// An answer that no socket can carry.
store::StreamEntry ReplyEntry(const Arrival& arrival, std::string id, const std::string& text,
                              TimePoint now, const KeyRing& keys);

}  // namespace tipline::gateway
