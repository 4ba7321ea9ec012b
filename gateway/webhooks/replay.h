// One message out of the spool, on the way of a request (handler.cc) but on a blocking connection;
// what a phone has to hear goes out as a message. What cannot be taken as a message any more (its
// channel is gone, its form is unknown, the engine fails) is filed as a raw tip: staff see the
// words. One thread. Tests: tests/gateway/webhooks/replay_test.cc
#pragma once

#include <optional>

#include "gateway/store/redis.h"
#include "gateway/store/spool.h"
#include "gateway/webhooks/handler.h"

namespace tipline::gateway {

// So long a message waits for the flow of its channel to be published.
constexpr Millis kWaitForFlow{60'000};

class Replay {
 public:
  // Both must outlive it.
  Replay(Shared& shared, store::Redis& redis) : shared_(shared), redis_(redis) {}

  // Done: it is in Redis. An error: it is not, and has to be tried again.
  // `answer_again`: if it was taken before, its answer may not have reached the phone.
  Status One(const store::SpoolEntry& entry, bool answer_again = true);

  // Parts of long messages whose others have not come in time, or whose gateway died, as they are.
  // How many messages that were.
  Result<int> OverdueParts();

  // As a raw tip, whatever it is. `why`: a word for the log.
  Status FileRaw(const store::SpoolEntry& entry, const char* why);

 private:
  // Nothing: it cannot be taken as a message any more, and `why`.
  std::optional<Arrival> ArrivalOf(const store::SpoolEntry& entry, const char*& why) const;
  Status TakePart(const Arrival& arrival, const store::SpoolEntry& entry);
  Status TakeJoined(store::PartGroup group, const std::map<int, std::string>& sealed,
                    TimePoint received_at);
  Result<BundlePtr> Pinned(const std::string& name, int64_t version);
  Result<Decision> Decide(Arrival& arrival, store::Loaded& loaded, const flows::Bundle& newest);
  Status Take(Arrival& arrival, const store::SpoolEntry& entry, bool answer_again);
  Status ReplyAgain(const Arrival& arrival, const Reply& reply);

  Shared& shared_;
  store::Redis& redis_;
};

}  // namespace tipline::gateway
