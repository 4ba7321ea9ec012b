// Messages out: takes what is due from the outbound records, asks the providers (many requests in
// flight) and writes what became of each. Classes of failure and what follows: providers.md §1.3.
// One per lane; one thread only. A message is marked "sending" in SQL before the provider is asked;
// one that a crash left there is sent again under the same id. Tests:
// tests/workers/jobs/deliver_test.cc
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/http/client.h"
#include "gateway/providers/provider.h"
#include "gateway/store/live/leases.h"
#include "workers/loop/services.h"

namespace tipline::workers {

constexpr int kMaxUnderWay = 64;  // requests of one lane
constexpr Millis kSendLook{100};  // how often the records are looked at while nothing new came
constexpr Millis kFirstSendRetry{2'000};  // doubles with each attempt, with full jitter
constexpr Millis kLastSendRetry{300'000};
constexpr Millis kGiveUpAfter{24 * 3600 * 1000};  // of a message; an answer a day late helps nobody
constexpr Millis kConfigProbe{300'000};  // a stopped channel is tried again with what it holds

class Sender {
 public:
  // `services` must outlive it. `unreached`: the alert of this referral will not get through; must
  // be durable when it returns.
  Sender(Services& services, std::function<Status(const std::string& referral_id)> unreached);
  ~Sender();

  // Starts what is due in these partitions, then waits up to `wait` for answers. Returns how many
  // it started or finished.
  Result<size_t> Step(const std::vector<store::Lease>& held, Millis wait);
  size_t under_way() const { return client_->under_way(); }
  void Finish();  // at the end: waits for what is under way and writes it

 private:
  struct Channel {
    TimePoint paused_until{};   // rate limit
    TimePoint stopped_until{};  // configuration: messages are held
  };
  Status Adopt(const std::vector<store::Lease>& held);
  Status OpenChannels();
  std::vector<std::string> Closed() const;
  void Begin(const store::OutboundRow& row);
  // What stands against sending it at all: empty, or the attempt that ends it.
  bool Refuse(const store::OutboundRow& row, store::Attempt& attempt);
  void Judge(const store::OutboundRow& row, const gateway::SendResult& result);
  void Later(const store::OutboundRow& row, const gateway::SendResult& result, bool rate_limited);
  void GiveUp(const store::OutboundRow& row, const std::string& state, const std::string& reason);
  Status Write();
  TimePoint Now() const { return services_.clock.Now(); }

  Services& services_;
  const std::function<Status(const std::string&)> unreached_;
  std::unique_ptr<http::HttpClient> client_;
  std::map<std::string, Channel> channels_;
  std::set<std::pair<int, int64_t>> adopted_;  // leases whose left-overs were taken in
  std::vector<store::Attempt> attempts_;       // ended, not written yet
  TimePoint look_at_{};
  bool opened_ = false;
};

}  // namespace tipline::workers
