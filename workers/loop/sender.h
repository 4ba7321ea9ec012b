// Messages out: takes what is due from the outbound records, asks the providers (many requests in
// flight) and writes what became of each. Classes of failure and what follows: providers.md §1.3.
// One per lane; one thread only. A message is marked "sending" in SQL before the provider is asked;
// one that a crash left there is sent again under the same id, but only once no request of it can
// be under way any more. sender.cc takes and starts, sender_answers.cc judges. Tests:
// tests/workers/jobs/deliver_test.cc, tests/workers/loop/sender_test.cc
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/http/client.h"
#include "gateway/providers/provider.h"
#include "gateway/store/live/leases.h"
#include "workers/loop/services.h"

namespace tipline::workers {

constexpr int kMaxUnderWay = 64;    // requests of one lane
constexpr int kMaxPerChannel = 16;  // of those; a provider that hangs must not have them all
constexpr int kTakeAtOnce = 4;      // a channel with less room than this is left alone
constexpr Millis kSendLook{100};    // how often the records are looked at while nothing new came
constexpr Millis kFirstSendRetry{2'000};  // doubles with each attempt, with full jitter
constexpr Millis kLastSendRetry{300'000};
constexpr Millis kGiveUpAfter{24 * 3600 * 1000};  // of a message; an answer a day late helps nobody
constexpr Millis kConfigProbe{300'000};  // a stopped channel is tried again with what it holds
// The request may have been taken, nobody knows: so often the message is sent again.
constexpr int kMaxUnsureRetries = 2;
// The few tries must outlast a restart at the provider's, or seconds of it would cost every message
// of that time, and each responder in turn.
constexpr Millis kFirstUnsureRetry{30'000};
constexpr Millis kLastUnsureRetry{300'000};
// An alert that nobody may have got passes its referral on, and somebody waits for that.
constexpr Millis kFirstUnsureAlert{10'000};
constexpr Millis kLastUnsureAlert{30'000};
// Longer than a request can be under way (http::ClientRequest::timeout) and its end be written.
constexpr Millis kLeftBehind{30'000};
constexpr Millis kReclaimLook{5'000};  // how often what was left behind is looked for

class Sender {
 public:
  // `services` must outlive it. `unreached`: the alert of this referral will not get through; must
  // be durable when it returns.
  Sender(Services& services, std::function<Status(const std::string& referral_id)> unreached);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  // Waits up to `wait` for answers, writes what they say and starts what is due in these
  // partitions. Returns how many it started or finished.
  Result<size_t> Step(const std::vector<store::Lease>& held, Millis wait);
  // Only hears and writes the answers; starts nothing.
  Result<size_t> Collect(Millis wait);
  size_t under_way() const { return client_->under_way(); }
  // At the end: waits for what is under way and writes it. `meanwhile` runs again and again: the
  // leases must last as long.
  void Finish(const std::function<void()>& meanwhile);

 private:
  struct Channel {              // times: Pace()
    TimePoint paused_until{};   // rate limit
    TimePoint stopped_until{};  // configuration: messages are held
    int under_way = 0;
  };
  Status OpenChannels();
  Status Reclaim(const std::vector<store::Lease>& held);
  Result<size_t> TakeDue(const std::vector<store::Lease>& held);
  std::vector<std::string> Closed() const;
  bool IsFull() const;  // some channel is, so that what is due for it had to be left
  int MostAtOnce() const;
  void Begin(const store::OutboundRow& row);
  void StartSend(const store::OutboundRow& row);
  // What stands against sending it at all: true, and its attempt is ended.
  bool Refuse(const store::OutboundRow& row);
  void Answered(const store::OutboundRow& row, const gateway::Provider& provider,
                const http::ClientReply& reply);
  void Judge(const store::OutboundRow& row, const gateway::SendResult& result);
  void Later(const store::OutboundRow& row, const gateway::SendResult& result, bool rate_limited);
  void Unsure(const store::OutboundRow& row, const gateway::SendResult& result);
  void Stumbled(const store::OutboundRow& row);
  void GiveUp(const store::OutboundRow& row, const std::string& state, const std::string& reason);
  void End(const store::OutboundRow& row, const std::string& state, const std::string& reason,
           std::optional<TimePoint> next_try_at = std::nullopt,
           const std::string& provider_id = {});
  size_t Hear(Millis wait);
  Status Write();
  void Written();
  TimePoint Now() const { return services_.clock.Now(); }  // the time of day: what is stored
  TimePoint Pace() const { return services_.pace.Now(); }  // what this lane waits by

  Services& services_;
  const std::function<Status(const std::string&)> unreached_;
  std::unique_ptr<http::HttpClient> client_;
  std::map<std::string, Channel> channels_;
  std::set<std::string> ours_;            // taken here, the end not written yet
  std::vector<store::Attempt> attempts_;  // ended, not written yet
  TimePoint look_at_{}, reclaim_at_{};    // Pace()
  bool more_when_heard_ = false;          // an answer makes room for what was left
  bool opened_ = false;
};

}  // namespace tipline::workers
