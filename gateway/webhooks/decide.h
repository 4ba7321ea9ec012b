// One turn, between the two round trips: what was loaded -> what to commit and what to answer.
// Shared by the request path (handler.cc) and by the replay of the spool (replay.cc), so that both
// decide alike. No socket, no Redis. Immutable after construction; thread-safe.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "flows/engine/engine.h"
#include "gateway/base/crypto.h"
#include "gateway/base/settings.h"
#include "gateway/providers/provider.h"
#include "gateway/store/live/conversations.h"
#include "gateway/webhooks/arrival.h"

namespace tipline::gateway {

struct Decision {
  enum class Kind {
    kAnswer,       // nothing to store: `reply` is the stored answer of a repeat
    kCommit,       // store `commit`, then send `reply`
    kNeedFlow,     // the session is pinned to `flow_version`, which `bundle` is not: load it and
                   // decide again
    kNeedFindings  // the session waits for the answer to `inquiry`: look for it (Arrival::findings,
                   // looked) and decide again
  } kind = Kind::kAnswer;
  Reply reply;
  store::Commit commit;
  std::string flow;
  int64_t flow_version = 0;
  std::string inquiry;  // of a commit: `reply` is only for as long as its answer is not there
};

class Decider {
 public:
  explicit Decider(const KeyRing& keys) : keys_(keys) {}  // `keys` must outlive this object

  // `bundle`: the newest one of the channel's flow, or the pinned one after kNeedFlow.
  Decision Decide(const Arrival& arrival, const store::Loaded& loaded, const flows::Bundle& bundle,
                  TimePoint now, const std::array<uint8_t, 32>& entropy) const;

 private:
  // As it came to the job `kind`, which answers: no conversation begins.
  Decision HandOver(const Arrival& arrival, const store::Loaded& loaded, const char* kind,
                    const char* passage) const;
  void AddEffects(const Arrival& arrival, const flows::Turn& turn, store::Commit& commit) const;

  const KeyRing& keys_;
};

// The stored form of an answer: 'E' or 'C', then the text.
std::string PackReply(const Reply& reply);
Reply UnpackReply(std::string_view packed);

}  // namespace tipline::gateway
