// Parts of long SMS that a provider leaves to us to join (3GPP TS 23.040 §9.2.3.24.1; providers.md
// §4.2, §7.2), until all are here or their time is over. Sealed with the session key. A part is in
// Redis before its webhook is answered; a group goes only when what was in it is filed. Redis:
// functions of parts.lua. Keys, with the person's hash tag:
//   tl:{pNN}:c:<group>   hash: number of the part -> sealed message
//   tl:{pNN}:cd          zset: group -> when it is taken as it is, UTC ms
//   tl:{pNN}:m:<turn>    string: this part came before (conversations.h)
// Immutable; thread-safe. Tests: tests/gateway/store/live/parts_test.cc.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flows/model/message.h"
#include "gateway/base/crypto.h"
#include "gateway/store/live/conversations.h"
#include "gateway/store/redis.h"

namespace tipline::store {

// Parts of one message come within seconds. What is missing after that may never come, and what is
// here must not wait for it: somebody asks for help in it.
constexpr Millis kPartsWait{60'000};
// All are here and a gateway works on them; if it dies, another takes them over after that.
constexpr Millis kPartsLease{15'000};
constexpr int kPartsAtOnce = 20;  // groups of one partition in one look

struct PutPart {
  enum class Outcome { kWaits, kRepeat, kTaken, kComplete } outcome = Outcome::kWaits;
  std::map<int, std::string> sealed;  // kComplete: all parts by number
};

// A message that is a part, or was joined from parts.
struct PartGroup {
  std::string tag;   // "{p07}"
  std::string name;  // 32 hex digits
  std::vector<int> parts;
};

class Parts {
 public:
  // `keys` needs session and pseudonym; both must outlive this object.
  Parts(const KeyRing& keys, const Conversations& conversations)
      : keys_(keys), conversations_(conversations) {}

  // `message.concat` is set. The group of the same sender, receiver, reference and number of parts.
  PartGroup GroupOf(const Inbound& message, const Who& who) const;
  Command PutCommand(const PartGroup& group, const Inbound& message, const Who& who,
                     TimePoint now) const;
  static Result<PutPart> ReadPut(const Reply& reply);

  static Command DueCommand(const std::string& tag, TimePoint now);  // -> names of groups
  static Command GetCommand(const PartGroup& group);
  static Result<std::map<int, std::string>> ReadGet(const Reply& reply);
  static Command DoneCommand(const PartGroup& group, TimePoint now);  // `parts` of it
  // Of another session key, which may come back: looked at again in an hour.
  static Command LaterCommand(const PartGroup& group, TimePoint now);

  // One message out of what is here, in the order of its parts, with kGap where some are missing.
  // kInvalid: none of it can be opened.
  Result<Inbound> Join(const PartGroup& group, const std::map<int, std::string>& sealed) const;

 private:
  const KeyRing& keys_;
  const Conversations& conversations_;
};

constexpr std::string_view kGap = " [...] ";  // staff see that something is missing there

}  // namespace tipline::store
