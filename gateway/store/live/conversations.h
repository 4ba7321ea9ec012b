// The record of a person's dial-ins and threads in Redis, and the atomic commit of one turn
// (design.md §3, §5). Two round trips a request: Load (MGET) and Commit (FCALL tl_commit). This
// file builds the commands and reads the replies; the caller owns the connection (AsyncRedis in the
// gateway, Redis in the worker and in tests).
//
// Keys, all with the person's hash tag {pNN}:
//   tl:{pNN}:d:<pseudonym>:<medium>   string, expires: the dialogue. Byte 1: the form (1); 4 bytes
//                                     revision, most significant first; 8 bytes of a hash of the
//                                     provider session (USSD; else 0); 1 byte number of turns seen,
//                                     8 bytes each (USSD), newest last; the rest is sealed:
//                                     session, transcript, last answer (USSD)
//   tl:{pNN}:p:<pseudonym>            string, long-lived: language "\n" roles (contacts.h)
//   tl:{pNN}:m:<turn>                 string: the sealed answer to an SMS; expires after kSeenTtl
//   tl:{pNN}:tips|outbound            streams (gateway/store/live/streams.h)
//   tl:{pNN}:n                        hash: the books (gateway/store/live/ledger.h), the funnel too
// A repeat of an older USSD turn gives the session's current answer; a repeated SMS gives its own.
// Immutable; thread-safe. Tests: tests/gateway/store/live/conversations_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/model/message.h"
#include "gateway/base/crypto.h"
#include "gateway/store/redis.h"

namespace tipline::store {

constexpr std::chrono::hours kResumeTtl{24};   // an open session can be taken up again
constexpr std::chrono::minutes kEndedTtl{15};  // an ended one is kept to answer repeats
constexpr std::chrono::hours kSeenTtl{72};     // SMS ids; longer than any provider's retry window
constexpr std::chrono::hours kContactTtl{24 * 400};
constexpr size_t kTurnsKept =
    32;  // turns of a session remembered for late repeats; also in the .lua

struct Who {
  std::string pseudonym;
  Medium medium = Medium::kUssd;
  std::string session_mark;  // SessionMark of the provider's session; empty for SMS
  std::string turn;          // 16 hex: keyed hash of the provider id, else of (session, text)
};

struct Loaded {
  bool repeat = false;  // this turn was committed before: send `answer`, do nothing else
  std::string answer;   // opened; of the repeat
  bool same_provider_session = false;
  std::string session;     // opened; EncodeSession's bytes; empty: none
  int64_t revision = 0;    // 0: no record
  std::string transcript;  // USSD accumulated text as of the last turn (sealed at rest)
  std::string language;    // remembered
  std::string role;        // roles by spaces (contacts.h), "": none
};

struct StreamEntry {   // for the streams; `sealed` is opaque here
  std::string stream;  // "tips", "outbound"
  std::string id;      // ULID: the consumer is idempotent by it
  // tips: "tip", "responder_sms", "raw", "status", ...; outbound: class name
  std::string kind;
  std::string sealed;
  std::string meta;  // clear: no word, no number (e.g. step id, channel)
};

struct Commit {
  Who who;
  int64_t expected_revision = 0;
  std::string session;  // to seal
  std::string transcript;
  bool ended = false;  // short TTL
  std::string answer;  // to keep for repeats; opaque text (the rendered reply text + ends flag)
  std::string remember_language;  // empty: leave
  // What the turn did, for the funnel: "main/sw/ussd menu.answered what.shown". Clear: no word, no
  // number, one of few.
  std::string passage;
  std::vector<StreamEntry> entries;
};

struct Committed {
  enum class Outcome { kDone, kRepeat, kConflict } outcome = Outcome::kDone;
  std::string answer;  // opened; of the repeat
};

// The ids of provider sessions are kept as a hash of 8 bytes: they are somebody else's, and short.
std::string SessionMark(const KeyRing& keys, std::string_view channel, std::string_view session);

class Conversations {
 public:
  // `keys` needs session and pseudonym; it must outlive this object.
  Conversations(const KeyRing& keys, int partitions);
  Command LoadCommand(const Who& who) const;
  // A session that this session key cannot open reads as none, with its revision.
  Result<Loaded> ReadLoad(const Who& who, const Reply& reply) const;
  Command CommitCommand(const Commit& commit) const;
  Result<Committed> ReadCommit(const Who& who, const Reply& reply) const;
  std::string Tag(std::string_view pseudonym) const;  // "{p07}"

 private:
  std::string DialogueKey(const Who& who) const;
  std::string PersonKey(const Who& who) const;
  std::string SeenKey(const Who& who) const;

  const KeyRing& keys_;
  int partitions_;
};

}  // namespace tipline::store
