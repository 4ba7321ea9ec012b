// Messages out: takes what is due from the outbound records, asks the providers (many requests in
// flight) and writes what became of each. Classes of failure and what follows: providers.md §1.3.
// One per lane; one thread only. A message is marked "sending" in SQL before the provider is asked;
// one that a crash left there is sent again under the same id, but only once no request of it can
// be under way any more. Then it must be allowed (send_rules.h), gets its channel (send_routes.h),
// an access token where the provider wants one, and a permit of the channel's rate
// (gateway/store/live/rates.h), which is asked for last, so that it is used at once. Whatever
// stands against it, it is held or queued with a reason and a time. sender.cc is the loop,
// sender_take.cc takes, sender_prepare.cc looks at each, sender_ready.cc starts, sender_answers.cc
// judges, sender_ends.cc writes what becomes of it. Tests: tests/workers/jobs/deliver_test.cc,
// tests/workers/loop/sender_*_test.cc
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "flows/delivery/failover.h"
#include "gateway/http/client.h"
#include "gateway/providers/provider.h"
#include "gateway/store/live/leases.h"
#include "gateway/store/live/rates.h"
#include "workers/loop/services.h"

namespace tipline::workers {

constexpr int kMaxUnderWay = 64;    // requests of one lane
constexpr int kMaxPerChannel = 16;  // of those; a provider that hangs must not have them all
constexpr int kTakeAtOnce = 4;      // a channel with less room than this is left alone
constexpr Millis kSendLook{100};    // how often the records are looked at while nothing new came
constexpr Millis kFirstSendRetry{2'000};  // doubles with each attempt, with full jitter
constexpr Millis kLastSendRetry{300'000};
// A stopped channel is tried again with what it holds; so is what none can carry as configured.
constexpr Millis kConfigProbe{300'000};
// The request may have been taken, nobody knows: so often the message is sent again.
constexpr int kMaxUnsureRetries = 2;
// The few tries must outlast a restart at the provider's, or seconds of it would cost every message
// of that time, and each responder in turn.
constexpr Millis kFirstUnsureRetry{30'000};
constexpr Millis kLastUnsureRetry{300'000};
// An alert that nobody may have got passes its referral on, and somebody waits for that.
constexpr Millis kFirstUnsureAlert{10'000};
constexpr Millis kLastUnsureAlert{30'000};
// Longer than a message can wait here for its permit and then be under way (the longest
// send_timeout), and its end be written.
constexpr Millis kLeftBehind{30'000};
constexpr Millis kReclaimLook{5'000};  // how often what was left behind is looked for
constexpr Millis kReleaseLook{1'000};  // how often what is held until now is looked for
constexpr Millis kBackloggedLook{20};  // how often, while a rate is what holds messages back
constexpr Millis kMostLimited{
    60'000};  // a provider that says 429 again and again, and not how long

// A message waits here for its permit, marked already. What would take longer than that goes back,
// so that what is more urgent can come first.
constexpr Millis kPermitsAhead{100};
constexpr Millis kPermitWait{1'000};
constexpr Millis kReadyAtMost{5'000};  // for a permit or an access token
// How old a permit may be when it is used; more where Redis is slow to answer. Then the request
// still has to get to the provider, some faster than others. Both together: Rates::Ask::allowance.
constexpr Millis kFirstAllowance{20};
constexpr Millis kLastAllowance{500};
constexpr Millis kOnItsWay{100};

class Sender {
 public:
  // Both must outlive it. `unreached`: the alert of this referral will not get through; must be
  // durable when it returns.
  Sender(Services& services, store::Redis& redis,
         std::function<Status(const std::string& referral_id)> unreached);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  // Waits up to `wait` for answers, writes what they say and starts what is due in these
  // partitions. Returns how many it started or finished.
  Result<size_t> Step(const std::vector<store::Lease>& held, Millis wait);
  // Only hears and writes the answers; starts nothing, and gives back what waits for a permit.
  Result<size_t> Collect(Millis wait);
  size_t under_way() const { return client_->under_way() + ready_; }
  // At the end: waits for what is under way and writes it. `meanwhile` runs again and again: the
  // leases must last as long.
  void Finish(const std::function<void()>& meanwhile);

 private:
  using Steady = std::chrono::steady_clock;

  // A message that was taken, on its way to the provider.
  struct Sending {
    store::OutboundRow row;
    Outbound message;
    const gateway::Provider* provider = nullptr;
    std::string country;   // of who gets it; empty: not known
    int segments = 1;      // as we count them
    int64_t reserved = 0;  // of the day's cap, millionths
    uint64_t token = 0;    // number of the access token that it went with
    TimePoint ready_at{};  // Pace()
    TimePoint begun_at{};  // Pace()
  };
  struct Channel {              // times: Pace()
    TimePoint paused_until{};   // rate limit
    TimePoint stopped_until{};  // configuration: messages are held
    std::string stopped_for;
    int limited_in_a_row = 0;
    std::deque<Sending> ready;  // allowed, and waiting for a permit
    TimePoint permit_at{};      // the next one, as far as is known here
    Millis allowance = kFirstAllowance;
    int under_way = 0;
    bool needs_no_token = false;
    bool backlogged = false;  // more was due than its rate lets through
  };

  // sender.cc
  Status OpenChannels();
  Status Reclaim(const std::vector<store::Lease>& held);
  Status ReleaseHeld();
  size_t Hear(Millis wait);
  Status Write();
  void Written();

  // sender_take.cc
  Result<size_t> TakeDue(const std::vector<store::Lease>& held);
  std::vector<store::OutboundRow> Choose(std::vector<store::OutboundRow> due);
  int RoomOf(const ChannelSettings* settings, const Channel& channel) const;
  std::vector<std::string> Closed() const;
  std::vector<std::string> OnlyAlerts() const;
  bool IsFull() const;  // some channel is, so that what is due for it had to be left
  void Begin(const store::OutboundRow& row);
  bool IsStopped(const std::string& id) const;
  Millis PauseOf(const std::string& id) const;

  // sender_prepare.cc
  void Prepare(const store::OutboundRow& row);
  bool IsPast(const store::OutboundRow& row);
  bool MayLeave(const store::OutboundRow& row, int tries) const;
  bool IsUsedUp(const store::OutboundRow& row, int tries) const;
  // Whether for this message a channel is as good as none for now.
  std::function<bool(const std::string& id)> ClosedTo(const store::OutboundRow& row) const;
  bool CannotCarry(const Sending& sending);
  bool LeftFirst(const Sending& sending);
  bool MayNot(Sending& sending);
  bool CoverWords(Sending& sending, const std::string& cover);

  // sender_ready.cc
  Status TellSlow();
  Status SendReady(const std::vector<store::Lease>& held);
  bool HasToken(const std::string& id, Channel& channel, Secret<std::string>& value,
                uint64_t& number);
  void FetchToken(const std::string& id, const gateway::Provider& provider,
                  const gateway::SendRequest& request);
  void UsePermits(Channel& channel, int count, const Secret<std::string>& token, uint64_t number,
                  Steady::time_point asked_at);
  void GiveBackLost(Channel& channel, const std::vector<store::Lease>& held);
  void GiveBackLate(Channel& channel, store::Micros interval);
  void GiveBack(const Sending& sending);
  void GiveBackAll();
  void StartSend(Sending sending, const Secret<std::string>& token);
  Millis UntilPermit(Millis wait) const;

  // sender_answers.cc
  void Answered(const Sending& sending, const http::ClientReply& reply);
  void Judge(const Sending& sending, const gateway::SendResult& result);
  void Taken(const Sending& sending, const gateway::SendResult& result);
  void NotConfigured(const Sending& sending, const gateway::SendResult& result);
  void OptedOut(const Sending& sending, const gateway::SendResult& result);
  void Limited(const Sending& sending, const gateway::SendResult& result);
  void Later(const Sending& sending, const gateway::SendResult& result, flows::Failure failure);
  void Unsure(const Sending& sending, const gateway::SendResult& result);
  void Stumbled(const store::OutboundRow& row);

  // sender_ends.cc; `asked`: the provider was
  bool MovedOn(const Sending& sending, flows::Failure failure, Millis wait,
               const std::string& reason);
  bool WentHome(const Sending& sending, const std::string& reason, bool asked);
  void Move(const store::OutboundRow& row, const std::string& to, const std::string& reason,
            bool asked);
  void GiveUp(const store::OutboundRow& row, const std::string& state, const std::string& reason);
  void Hold(const store::OutboundRow& row, const std::string& reason, TimePoint until, bool asked);
  void PutBack(const store::OutboundRow& row, const std::string& reason, TimePoint at);
  store::Attempt& End(const store::OutboundRow& row, const std::string& state,
                      const std::string& reason,
                      std::optional<TimePoint> next_try_at = std::nullopt);
  TimePoint Now() const { return services_.clock.Now(); }  // the time of day: what is stored
  TimePoint Pace() const { return services_.pace.Now(); }  // what this lane waits by

  Services& services_;
  store::Rates rates_;
  const std::function<Status(const std::string&)> unreached_;
  std::unique_ptr<http::HttpClient> client_;
  std::map<std::string, Channel> channels_;
  std::set<std::string> ours_;                         // taken here, the end not written yet
  std::vector<store::Attempt> attempts_;               // ended, not written yet
  std::map<std::string, Millis> slow_;                 // the other lanes must be told
  size_t ready_ = 0;                                   // in all channels
  uint64_t turn_ = 0;                                  // messages taken so far
  TimePoint look_at_{}, reclaim_at_{}, release_at_{};  // Pace()
  bool more_when_heard_ = false;                       // an answer makes room for what was left
  bool opened_ = false;
};

}  // namespace tipline::workers
